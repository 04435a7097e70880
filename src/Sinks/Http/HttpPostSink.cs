using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Posts records to a web address, as JSON. A batch is complete when every request was answered by a status of success. Statuses 408, 429
/// and 5xx and broken connections are tried again with growing waits; 413 cuts a request in two; the records of a request refused in any
/// other way are dead letters. At least once: a request whose answer is lost is sent again, and the server sees it twice.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class HttpPostSink<T> : HttpDialectSink<T>
{
    /// <summary>A sink for records that the source generator of System.Text.Json knows.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public HttpPostSink(HttpPostOptions options, JsonTypeInfo<T> json)
        : this(options, RecordEncoders.Json(json))
    {
    }

    /// <summary>A sink for records that a function writes.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one JSON value.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public HttpPostSink(HttpPostOptions options, Action<Utf8JsonWriter, T> write)
        : this(options, RecordEncoders.Json(write))
    {
    }

    /// <summary>A sink for records that an encoder makes JSON of.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="encoder">Writes one JSON value, see <see cref="RecordEncoders"/>. Line breaks in it become blanks; an empty one
    /// becomes a dead letter.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public HttpPostSink(HttpPostOptions options, RecordEncoder<T> encoder)
        : base(DialectOf(options), encoder)
    {
    }

    private static HttpPostDialect DialectOf(HttpPostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RequestRecords, 1, nameof(options.RequestRecords));
        return new HttpPostDialect(options);
    }
}
