using HotStream.Kinesis;

namespace HotStream;

/// <summary>Outputs into streams of Kinesis; what they promise stands at <see cref="KinesisSink{T}"/>.</summary>
public static class KinesisSinkExtensions
{
    /// <summary>Writes every text, spread over the shards.</summary>
    /// <param name="stream">What to write; any bytes.</param>
    /// <param name="name">Name of the stream of Kinesis.</param>
    /// <param name="options">How; null for the defaults, with region and credentials of the environment.</param>
    /// <exception cref="ArgumentException">The name cannot be, or the options do not go together.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToKinesis(this DStream<Utf8Slice> stream, string name, KinesisSinkOptions? options = null) =>
        Save(stream, name, null, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>Writes every record as <see cref="RecordText"/> prints it, by a partition key.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="name">Name of the stream of Kinesis.</param>
    /// <param name="key">The partition key of a record: 1 to 256 characters. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults, with region and credentials of the environment.</param>
    /// <exception cref="ArgumentException">The name cannot be, or the options do not go together.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToKinesis<T>(this DStream<T> stream, string name, Func<T, string> key, KinesisSinkOptions? options = null) =>
        stream.SaveToKinesis(name, key, RecordEncoders.Text<T>(), options);

    /// <summary>Writes every record by a partition key, with data that an encoder writes, for example JSON.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="name">Name of the stream of Kinesis.</param>
    /// <param name="key">The partition key of a record: 1 to 256 characters. Worker threads, several at a time.</param>
    /// <param name="data">Writes the data of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults, with region and credentials of the environment.</param>
    /// <exception cref="ArgumentException">The name cannot be, or the options do not go together.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void SaveToKinesis<T>(this DStream<T> stream, string name, Func<T, string> key, RecordEncoder<T> data,
        KinesisSinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Save(stream, name, new KeyEncoder<T>(key), data, options);
    }

    private static void Save<T>(DStream<T> stream, string name, RecordEncoder<T>? key, RecordEncoder<T> data, KinesisSinkOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new KinesisSink<T>(name, key, data, options));
    }
}
