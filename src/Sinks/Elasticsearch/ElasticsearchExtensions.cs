using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HotStream.Sinks;

namespace HotStream;

/// <summary>Outputs that store each batch in Elasticsearch; what they promise stands at <see cref="ElasticsearchSink{T}"/>.</summary>
public static class ElasticsearchExtensions
{
    /// <summary>
    /// Stores records that are JSON objects already. Line breaks in them become blanks; what is no object becomes a dead letter.
    /// </summary>
    /// <param name="stream">What to store.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToElasticsearch(
        this DStream<Utf8Slice> stream, ElasticsearchOptions options, Func<Utf8Slice, DocumentKey>? id = null,
        Func<Utf8Slice, DocumentKey>? routing = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ElasticsearchSink<Utf8Slice>(options, RecordEncoders.Text<Utf8Slice>(), id, routing));
    }

    /// <summary>Stores records that the source generator of System.Text.Json knows.</summary>
    /// <param name="stream">What to store.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToElasticsearch<T>(
        this DStream<T> stream, ElasticsearchOptions options, JsonTypeInfo<T> json, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ElasticsearchSink<T>(options, json, id, routing));
    }

    /// <summary>Stores records that a function writes.</summary>
    /// <param name="stream">What to store.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one JSON object.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToElasticsearch<T>(
        this DStream<T> stream, ElasticsearchOptions options, Action<Utf8JsonWriter, T> write, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ElasticsearchSink<T>(options, write, id, routing));
    }

    /// <summary>
    /// Stores records that an encoder makes JSON of, for example <c>RecordEncoders.Slice((MqttMessage message) => message.Payload)</c>.
    /// </summary>
    /// <param name="stream">What to store.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="encoder">Writes one JSON object. Line breaks in it become blanks; what is no object becomes a dead letter.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public static void SaveToElasticsearch<T>(
        this DStream<T> stream, ElasticsearchOptions options, RecordEncoder<T> encoder, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new ElasticsearchSink<T>(options, encoder, id, routing));
    }
}
