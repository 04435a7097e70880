using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>Outputs into files of HDFS; what they promise stands at <see cref="HdfsSink{T}"/>.</summary>
public static class HdfsSinkExtensions
{
    /// <summary>Writes a line of text for each record, as <see cref="RecordText"/> prints it.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="path">A directory, from the root: <c>/plant/out</c>; each output of a program needs one of its own.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The path cannot be, or the options do not go together.</exception>
    public static void SaveToHdfs<T>(this DStream<T> stream, string path, HdfsWriteOptions options) =>
        stream.SaveToHdfs(path, RecordEncoders.Text<T>(), options);

    /// <summary>Writes a line of JSON for each record.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="path">A directory, from the root: <c>/plant/out</c>; each output of a program needs one of its own.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The path cannot be, or the options do not go together.</exception>
    public static void SaveToHdfs<T>(this DStream<T> stream, string path, JsonTypeInfo<T> json, HdfsWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new HdfsSink<T>(path, json, options));
    }

    /// <summary>Writes a line for each record by an encoder.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="path">A directory, from the root: <c>/plant/out</c>; each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, without the end of its line; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The path cannot be, or the options do not go together.</exception>
    public static void SaveToHdfs<T>(this DStream<T> stream, string path, RecordEncoder<T> encoder, HdfsWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new HdfsSink<T>(path, encoder, options));
    }
}
