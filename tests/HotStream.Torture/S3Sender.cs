using HotStream.Tests.Connectors.S3;

namespace HotStream.Torture;

/// <summary>A bucket of s3rver.</summary>
internal sealed class S3Sender : StoredFilesSender
{
    private readonly S3Server _server;
    private readonly string _bucket;

    public S3Sender(S3Server server)
        : base('b', server)
    {
        _server = server;
        _bucket = server.Bucket();
    }

    public override string Address => StoreAddress.Of(_server.Url, _bucket);

    public static DStream<Utf8Slice> Read(StreamingContext context, string address)
    {
        S3ReadOptions options = S3Server.ReadingOf(StoreAddress.UrlIn(address));
        options.Remember = Remember;
        return context.S3TextStream($"s3://{StoreAddress.PlaceIn(address)}/", options);
    }

    protected override void Put(string name, string text) => _server.Put(_bucket, name, text, Written.UtcDateTime);
}
