using System.Globalization;
using System.Text;
using HotStream.Tests.Connectors;
using HotStream.Tests.Connectors.AzureBlobs;
using HotStream.Tests.Connectors.Hdfs;
using HotStream.Tests.Connectors.S3;

namespace HotStream.Torture;

/// <summary>A store of files that the program writes to, a file for each partition of a batch, whose time its name begins with.</summary>
/// <param name="name">Its own.</param>
/// <param name="address">Where the server is, and the place in it; see <see cref="StoreAddress"/>.</param>
/// <param name="server">That was started.</param>
/// <param name="end">Ends it.</param>
/// <param name="names">Names of all files, with their folder.</param>
/// <param name="bytes">What is in one.</param>
internal sealed class FileRows(string name, string address, IConnectorServer server, Action end, Func<string[]> names,
    Func<string, byte[]> bytes) : IStoredRows
{
    public string Name => name;

    public string Address => address;

    public static FileRows OfS3(string name)
    {
        var server = new S3Server();
        string bucket = server.Bucket();
        return new FileRows(name, StoreAddress.Of(server.Url, $"{bucket}/rows"), server, () => server.End(), () => server.Keys(bucket),
            key => server.Bytes(bucket, key));
    }

    /// <summary>Azurite answers before it has saved, and would lose what it has not: it is ended as its service is stopped.</summary>
    public static FileRows OfAzureBlobs(string name)
    {
        var server = new AzuriteServer();
        string container = server.Container();
        return new FileRows(name, StoreAddress.Of(server.Url, $"{container}/rows"), server, () => server.End(graceful: true),
            () => server.Names(container), blob => server.Bytes(container, blob));
    }

    public static FileRows OfHdfs(string name)
    {
        var cluster = new HdfsStandIn();
        return new FileRows(name, StoreAddress.Of(cluster.NameNode, "/rows"), cluster, () => cluster.End(graceful: false),
            () => cluster.Names, cluster.Bytes);
    }

    public void Kill()
    {
        end();
        server.Begin();
    }

    public IReadOnlyList<StoredRow> Between(long after, long to) =>
        [.. names().Where(file => TimeOf(file) is { } time && time > after && time <= to)
            .SelectMany(file => Encoding.UTF8.GetString(bytes(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(StoredRow.Parse)];

    public void Dispose() => server.Dispose();

    /// <summary>The batch of a file; null for one that is none of a batch.</summary>
    private static long? TimeOf(string path) =>
        long.TryParse(Path.GetFileName(path).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long time) ? time : null;
}
