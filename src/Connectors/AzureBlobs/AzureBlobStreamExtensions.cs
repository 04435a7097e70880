using HotStream.AzureBlobs;

namespace HotStream;

/// <summary>Lines from blobs that appear in a container.</summary>
public static class AzureBlobStreamExtensions
{
    /// <summary>
    /// The lines of blobs that newly appear in a container: as <c>TextFileStream</c> reads files. A blob is taken by its time
    /// of modification, once; those that end with <c>.gz</c> or <c>.zst</c> are unpacked. After a restart a blob is read again only
    /// if its ETag and length are what they were; one that was replaced, or is gone, is reported and is missing. Blobs are streamed:
    /// nothing is held but what batches keep. A server that is away gives empty batches and warnings, what appears meanwhile is read later.
    /// The whole prefix is listed in each batch: 5,000 names a request.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address">
    /// <c>azure://CONTAINER/PATH</c> for the blobs directly below a path, or a pattern of names: <c>azure://CONTAINER/logs/*.gz</c>, with
    /// <c>*</c>, <c>?</c>, <c>[a-c]</c>, <c>{a,b}</c>, and <c>**</c> for any path. Names stand there as they are, nothing is escaped.
    /// </param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static DStream<Utf8Slice> AzureBlobTextStream(this StreamingContext context, string address, AzureBlobReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        var store = new AzureBlobFileStore(AzureBlobAddress.Parse(address, nameof(address)), options);
        return context.TextFileStream(store, options.NewBlobsOnly, options.Remember);
    }
}
