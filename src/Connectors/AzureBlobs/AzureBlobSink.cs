using System.Text.Json.Serialization.Metadata;
using HotStream.AzureBlobs;

namespace HotStream;

/// <summary>
/// Writes each batch into blobs, a line for each record: <c>PATH/TIME-QUERY-PARTITION.txt</c>, where TIME is the batch time in
/// milliseconds, one for each partition that has records. A blob appears whole. A batch that runs again, also in the next life,
/// has the names it had and replaces its own blobs: nothing is there twice. Large blobs are uploaded in blocks; those of a batch that fails
/// are never seen, and the server forgets them after a week. A server that is away is tried again for
/// <see cref="AzureBlobWriteOptions.RetryFor"/>; what it refuses fails the batch, whose records are not to blame. A record that cannot be
/// written is a dead letter.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class AzureBlobSink<T> : UploadSink<T>
{
    /// <summary>Lines that an encoder writes, without their ends; nothing is connected yet.</summary>
    /// <param name="address"><c>azure://CONTAINER/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public AzureBlobSink(string address, RecordEncoder<T> encoder, AzureBlobWriteOptions options)
        : this(AzureBlobAddress.Parse(address, nameof(address)), encoder, Checked(options), ".txt")
    {
    }

    /// <summary>Lines of JSON; nothing is connected yet.</summary>
    /// <param name="address"><c>azure://CONTAINER/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public AzureBlobSink(string address, JsonTypeInfo<T> json, AzureBlobWriteOptions options)
        : this(AzureBlobAddress.Parse(address, nameof(address)), RecordEncoders.Json(json), Checked(options), ".jsonl")
    {
    }

    private AzureBlobSink(AzureBlobAddress address, RecordEncoder<T> encoder, AzureBlobWriteOptions options, string extension)
        : base(new AzureBlobUploadStore(address, options), address.Path, encoder, options.Extension ?? extension, options.Gzip)
    {
    }

    private static AzureBlobWriteOptions Checked(AzureBlobWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }
}
