using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>Outputs to ClickHouse; what they promise stands at <see cref="ClickHouseSink{T}"/>.</summary>
public static class ClickHouseStreamExtensions
{
    /// <summary>Inserts records that the source generator of System.Text.Json knows.</summary>
    /// <param name="stream">What to insert.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToClickHouse<T>(this DStream<T> stream, ClickHouseOptions options, JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ClickHouseSink<T>(options, json));
    }

    /// <summary>Inserts records that a function writes.</summary>
    /// <param name="stream">What to insert.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one JSON object, whose fields are columns.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToClickHouse<T>(this DStream<T> stream, ClickHouseOptions options, Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ClickHouseSink<T>(options, write));
    }

    /// <summary>Inserts records that are objects of JSON already.</summary>
    /// <param name="stream">What to insert.</param>
    /// <param name="options">Where and how.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToClickHouse(this DStream<Utf8Slice> stream, ClickHouseOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ClickHouseSink<Utf8Slice>(options, RecordEncoders.Text<Utf8Slice>()));
    }
}
