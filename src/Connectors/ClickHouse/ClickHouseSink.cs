using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HotStream.ClickHouse;

namespace HotStream;

/// <summary>
/// Inserts records into a table of ClickHouse, as lines of JSON over HTTP (<c>JSONEachRow</c>). At least once: an insert whose answer is
/// lost is sent again, and so is the last batch after a crash. With <see cref="ClickHouseOptions.Deduplicate"/> a replicated table stores
/// an insert of the same records once. A row the server refuses is a dead letter, and the others are stored; a server that is away,
/// overloaded or without room is waited for; a table that is missing, or a wrong password, fails the batch at once.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class ClickHouseSink<T> : HttpDialectSink<T>
{
    /// <summary>A sink for records that the source generator of System.Text.Json knows.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ClickHouseSink(ClickHouseOptions options, JsonTypeInfo<T> json)
        : this(options, RecordEncoders.Json(json))
    {
    }

    /// <summary>A sink for records that a function writes.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one JSON object, whose fields are columns.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ClickHouseSink(ClickHouseOptions options, Action<Utf8JsonWriter, T> write)
        : this(options, RecordEncoders.Json(write))
    {
    }

    /// <summary>A sink for records that an encoder makes JSON of.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="encoder">Writes one JSON object. Line breaks in it become blanks; an empty one becomes a dead letter.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ClickHouseSink(ClickHouseOptions options, RecordEncoder<T> encoder)
        : base(new ClickHouseDialect(options ?? throw new ArgumentNullException(nameof(options))), encoder)
    {
    }
}
