using HotStream.S3;

namespace HotStream;

/// <summary>Lines from objects that appear in a bucket.</summary>
public static class S3StreamExtensions
{
    /// <summary>
    /// The lines of objects that newly appear in a bucket: as <c>TextFileStream</c> reads files. An object is taken by its time
    /// of modification, once; those that end with <c>.gz</c> or <c>.zst</c> are unpacked. After a restart an object is read again only
    /// if its ETag and length are what they were; one that was replaced, or is gone, is reported and is missing. Objects are streamed:
    /// nothing is held but what batches keep. A server that is away gives empty batches and warnings, what appears meanwhile is read later.
    /// The whole prefix is listed in each batch: 1,000 keys a request.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address">
    /// <c>s3://BUCKET/PATH</c> for the objects directly below a path, or a pattern of keys: <c>s3://BUCKET/logs/*.gz</c>, with <c>*</c>,
    /// <c>?</c>, <c>[a-c]</c>, <c>{a,b}</c>, and <c>**</c> for any path. Keys stand there as they are, nothing is escaped.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static DStream<Utf8Slice> S3TextStream(this StreamingContext context, string address, S3ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new S3ReadOptions();
        return context.TextFileStream(new S3FileStore(S3Address.Parse(address, nameof(address)), options), options.NewObjectsOnly,
            options.Remember);
    }
}
