using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HotStream.Sinks;

namespace HotStream;

/// <summary>Outputs that post each batch to a web address; what they promise stands at <see cref="HttpPostSink{T}"/>.</summary>
public static class HttpPostExtensions
{
    /// <summary>Posts records that are JSON already. Line breaks in them become blanks; an empty one becomes a dead letter.</summary>
    /// <param name="stream">What to post.</param>
    /// <param name="options">Where and how.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void PostTo(this DStream<Utf8Slice> stream, HttpPostOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new HttpPostSink<Utf8Slice>(options, RecordEncoders.Text<Utf8Slice>()));
    }

    /// <summary>Posts records that the source generator of System.Text.Json knows.</summary>
    /// <param name="stream">What to post.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void PostTo<T>(this DStream<T> stream, HttpPostOptions options, JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new HttpPostSink<T>(options, json));
    }

    /// <summary>Posts records that a function writes.</summary>
    /// <param name="stream">What to post.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one JSON value.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void PostTo<T>(this DStream<T> stream, HttpPostOptions options, Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new HttpPostSink<T>(options, write));
    }

    /// <summary>
    /// Posts records that an encoder makes JSON of, for example <c>RecordEncoders.Slice((MqttMessage message) => message.Payload)</c>.
    /// </summary>
    /// <param name="stream">What to post.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="encoder">Writes one JSON value. Line breaks in it become blanks; an empty one becomes a dead letter.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void PostTo<T>(this DStream<T> stream, HttpPostOptions options, RecordEncoder<T> encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new HttpPostSink<T>(options, encoder));
    }
}
