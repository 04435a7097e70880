using System.Text.Json.Serialization.Metadata;
using HotStream.S3;

namespace HotStream;

/// <summary>
/// Writes each batch into objects, a line for each record: <c>PATH/TIME-QUERY-PARTITION.txt</c>, where TIME is the batch time in
/// milliseconds, one for each partition that has records. An object appears whole. A batch that runs again, also in the next life,
/// has the names it had and replaces its own objects: nothing is there twice. Large objects are uploaded in parts; of a batch that fails,
/// unfinished uploads are aborted. A server that is away is tried again for <see cref="S3WriteOptions.RetryFor"/>; what it refuses fails
/// the batch, whose records are not to blame. A record that cannot be written is a dead letter.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class S3Sink<T> : UploadSink<T>
{
    /// <summary>Lines that an encoder writes, without their ends; nothing is connected yet.</summary>
    /// <param name="address"><c>s3://BUCKET/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public S3Sink(string address, RecordEncoder<T> encoder, S3WriteOptions? options = null)
        : this(S3Address.Parse(address, nameof(address)), encoder, options ?? new S3WriteOptions(), ".txt")
    {
    }

    /// <summary>Lines of JSON; nothing is connected yet.</summary>
    /// <param name="address"><c>s3://BUCKET/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public S3Sink(string address, JsonTypeInfo<T> json, S3WriteOptions? options = null)
        : this(S3Address.Parse(address, nameof(address)), RecordEncoders.Json(json), options ?? new S3WriteOptions(), ".jsonl")
    {
    }

    private S3Sink(S3Address address, RecordEncoder<T> encoder, S3WriteOptions options, string extension)
        : base(new S3UploadStore(address, options), address.Path, encoder, options.Extension ?? extension, options.Gzip)
    {
    }
}
