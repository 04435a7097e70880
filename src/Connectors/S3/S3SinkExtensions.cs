using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>Outputs into objects of S3; what they promise stands at <see cref="S3Sink{T}"/>.</summary>
public static class S3SinkExtensions
{
    /// <summary>Writes a line of text for each record, as <see cref="RecordText"/> prints it.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="address"><c>s3://BUCKET/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static void SaveToS3<T>(this DStream<T> stream, string address, S3WriteOptions? options = null) =>
        stream.SaveToS3(address, RecordEncoders.Text<T>(), options);

    /// <summary>Writes a line of JSON for each record.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="address"><c>s3://BUCKET/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static void SaveToS3<T>(this DStream<T> stream, string address, JsonTypeInfo<T> json, S3WriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new S3Sink<T>(address, json, options));
    }

    /// <summary>Writes a line for each record by an encoder.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="address"><c>s3://BUCKET/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, without the end of its line; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static void SaveToS3<T>(this DStream<T> stream, string address, RecordEncoder<T> encoder, S3WriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new S3Sink<T>(address, encoder, options));
    }
}
