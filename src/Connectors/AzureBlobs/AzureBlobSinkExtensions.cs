using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>Outputs into Azure's blobs; what they promise stands at <see cref="AzureBlobSink{T}"/>.</summary>
public static class AzureBlobSinkExtensions
{
    /// <summary>Writes a line of text for each record, as <see cref="RecordText"/> prints it.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="address"><c>azure://CONTAINER/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static void SaveToAzureBlobs<T>(this DStream<T> stream, string address, AzureBlobWriteOptions options) =>
        stream.SaveToAzureBlobs(address, RecordEncoders.Text<T>(), options);

    /// <summary>Writes a line of JSON for each record.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="address"><c>azure://CONTAINER/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static void SaveToAzureBlobs<T>(this DStream<T> stream, string address, JsonTypeInfo<T> json, AzureBlobWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new AzureBlobSink<T>(address, json, options));
    }

    /// <summary>Writes a line for each record by an encoder.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="address"><c>azure://CONTAINER/PATH</c>; each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, without the end of its line; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public static void SaveToAzureBlobs<T>(this DStream<T> stream, string address, RecordEncoder<T> encoder, AzureBlobWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new AzureBlobSink<T>(address, encoder, options));
    }
}
