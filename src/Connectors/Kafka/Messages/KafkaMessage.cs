using System.Globalization;

namespace HotStream;

/// <summary>
/// A record of a topic. Its texts lie where they were read and live as long as their batch. It carries its value as payload, so that
/// <c>ParseJson</c>, <c>ParseCsv</c> and their kin work on streams of it.
/// </summary>
public readonly struct KafkaMessage : IPayloadRecord<KafkaMessage>
{
    private readonly KafkaMessageParts _parts;
    private readonly long _timestamp;
    private readonly Utf8Slice _headers;

    /// <summary>A record that did not come from a topic, with a key and a value: for tests, and for what is sent once more.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="key">Its key.</param>
    /// <param name="payload">Its value.</param>
    /// <param name="timestamp">Its time; null for none.</param>
    public KafkaMessage(Utf8Slice topic, int partition, long offset, Utf8Slice key, Utf8Slice payload, DateTimeOffset? timestamp = null)
        : this(topic, partition, offset, key, payload, timestamp?.ToUnixTimeMilliseconds() ?? -1,
            KafkaMessageParts.Key | KafkaMessageParts.Payload, default)
    {
    }

    internal KafkaMessage(Utf8Slice topic, int partition, long offset, Utf8Slice key, Utf8Slice payload, long timestamp,
        KafkaMessageParts parts, Utf8Slice headers)
    {
        Topic = topic;
        Partition = partition;
        Offset = offset;
        Key = key;
        Payload = payload;
        _timestamp = timestamp;
        _parts = parts;
        _headers = headers;
    }

    /// <summary>The topic.</summary>
    public Utf8Slice Topic { get; }

    /// <summary>The partition of the topic, from 0.</summary>
    public int Partition { get; }

    /// <summary>Its place in the partition.</summary>
    public long Offset { get; }

    /// <summary>The key, any bytes; empty when there is none, see <see cref="HasKey"/>.</summary>
    public Utf8Slice Key { get; }

    /// <summary>The value, any bytes; empty when there is none, see <see cref="HasPayload"/>.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Whether it has a key, be it an empty one.</summary>
    public bool HasKey => (_parts & KafkaMessageParts.Key) != 0;

    /// <summary>Whether it has a value, be it an empty one. A record without is how a compacted topic says that a key is gone.</summary>
    public bool HasPayload => (_parts & KafkaMessageParts.Payload) != 0;

    /// <summary>Its headers, in their order; they live as long as its batch.</summary>
    public KafkaHeaders Headers => new(_headers);

    /// <summary>When it was made, or when the broker got it, as the topic is set; null for topics without times.</summary>
    public DateTimeOffset? Timestamp => _timestamp < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(_timestamp);

    string IPayloadRecord<KafkaMessage>.Source =>
        string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition}, offset {Offset}");

    KafkaMessage IPayloadRecord<KafkaMessage>.WithPayload(Utf8Slice payload) =>
        new(Topic, Partition, Offset, Key, payload, _timestamp, _parts | KafkaMessageParts.Payload, _headers);

    /// <summary>Place, key and value, as text that is fit to be shown.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{PlainText.Of(Topic.Bytes)}/{Partition}, offset {Offset}, {PlainText.Of(Key.Bytes)}: {PlainText.Of(Payload.Bytes)}");
}
