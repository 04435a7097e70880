using System.Text;
using HotStream.Tests.Connectors.Hdfs;

namespace HotStream.Torture;

/// <summary>
/// A directory of the stand-in for HDFS, in this process: NameNode or DataNode, or both, end their connections and do not listen for a
/// while. Files are in memory and stay.
/// </summary>
internal sealed class HdfsSender(HdfsStandIn cluster) : StoredFilesSender('d', cluster)
{
    private const string Directory = "/torture";

    private readonly HdfsStandIn _cluster = cluster;

    public override string Address => _cluster.NameNode;

    public static DStream<Utf8Slice> Read(StreamingContext context, string address)
    {
        HdfsReadOptions options = HdfsStandIn.ReadingOf(address);
        options.Remember = Remember;
        return context.HdfsTextStream(Directory, options);
    }

    protected override void Put(string name, string text) =>
        _cluster.Put($"{Directory}/{name}", Encoding.UTF8.GetBytes(text), Written.ToUnixTimeMilliseconds());

    protected override string End(Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                _cluster.End();
                return "NameNode ended";
            case 1:
                _cluster.EndDataNode();
                return "DataNode ended";
            default:
                _cluster.End(graceful: false);
                return "ended";
        }
    }
}
