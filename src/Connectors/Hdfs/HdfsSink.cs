using System.Text.Json.Serialization.Metadata;
using HotStream.Hdfs;

namespace HotStream;

/// <summary>
/// Writes each batch into files, a line for each record: <c>PATH/TIME-QUERY-PARTITION.txt</c>, where TIME is the batch time in
/// milliseconds, one for each partition that has records. A file appears whole. A batch that runs again, also in the next life,
/// has the names it had and replaces its own files: nothing is there twice. Large files are appended to under a name that begins with
/// a dot, and renamed when they are complete; what is there of a batch that fails is deleted. A cluster that is away is tried again for
/// <see cref="HdfsWriteOptions.RetryFor"/>; what it refuses fails the batch, whose records are not to blame. A record that cannot be
/// written is a dead letter.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class HdfsSink<T> : UploadSink<T>
{
    /// <summary>Lines that an encoder writes, without their ends; nothing is connected yet.</summary>
    /// <param name="path">A directory, from the root: <c>/plant/out</c>; each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The path cannot be, or the options do not go together.</exception>
    public HdfsSink(string path, RecordEncoder<T> encoder, HdfsWriteOptions options)
        : this(HdfsPath.Parse(path, nameof(path)), encoder, Checked(options), ".txt")
    {
    }

    /// <summary>Lines of JSON; nothing is connected yet.</summary>
    /// <param name="path">A directory, from the root: <c>/plant/out</c>; each output of a program needs one of its own.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The path cannot be, or the options do not go together.</exception>
    public HdfsSink(string path, JsonTypeInfo<T> json, HdfsWriteOptions options)
        : this(HdfsPath.Parse(path, nameof(path)), RecordEncoders.Json(json), Checked(options), ".jsonl")
    {
    }

    private HdfsSink(string path, RecordEncoder<T> encoder, HdfsWriteOptions options, string extension)
        : base(new HdfsUploadStore(path, options), path, encoder, options.Extension ?? extension, options.Gzip)
    {
    }

    private static HdfsWriteOptions Checked(HdfsWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }
}
