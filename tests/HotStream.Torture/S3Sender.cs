using System.Globalization;
using HotStream.Tests.Connectors.S3;

namespace HotStream.Torture;

/// <summary>A bucket of s3rver; lines that are sent together are an object.</summary>
internal sealed class S3Sender : KeptSender
{
    private readonly S3Server _server;
    private readonly string _bucket;
    private int _objects;

    public S3Sender(S3Server server)
        : base('b', server)
    {
        _server = server;
        _bucket = server.Bucket();
    }

    public override string Address => $"{_server.Url}/#{_bucket}";

    public static DStream<Utf8Slice> Read(StreamingContext context, string address)
    {
        string[] parts = address.Split("/#");
        S3ReadOptions options = S3Server.ReadingOf(parts[0]);
        options.Remember = 3 * MovedClock.Range;
        return context.S3TextStream($"s3://{parts[1]}/", options);
    }

    protected override void Write(int partition, string[] lines)
    {
        // in the order of their names, and in no program's future
        string name = string.Create(CultureInfo.InvariantCulture, $"lines-{_objects++:D8}.txt");
        _server.Put(_bucket, name, string.Join('\n', lines) + "\n", DateTime.UtcNow - MovedClock.Range);
    }
}
