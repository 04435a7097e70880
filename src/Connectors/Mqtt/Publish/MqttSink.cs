using System.Buffers;
using HotStream.Mqtt;

namespace HotStream;

/// <summary>
/// Publishes records to an MQTT broker; each partition has a connection. What it promises stands at
/// <see cref="MqttPublishExtensions.PublishToMqtt(DStream{Utf8Slice}, string, string, MqttPublishOptions?)"/>. For streams that is shorter;
/// a sink is for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class MqttSink<T> : Sink<T>
{
    private readonly MqttAddress _address;
    private readonly MqttPublishOptions _options;
    private readonly RecordEncoder<T>? _topic;
    private readonly byte[] _fixedTopic;
    private readonly RecordEncoder<T> _payload;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">Writes the topic of a record, in UTF-8. Called by one thread at a time for each partition, as is
    /// <paramref name="payload"/>.</param>
    /// <param name="payload">Writes the payload of a record.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    public MqttSink(string broker, Action<T, IBufferWriter<byte>> topic, Action<T, IBufferWriter<byte>> payload,
        MqttPublishOptions? options = null)
        : this(broker, RecordEncoders.Bytes(topic), RecordEncoders.Bytes(payload), options)
    {
    }

    /// <summary>Makes a sink of encoders; nothing is connected yet.</summary>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">Writes the topic of a record, in UTF-8.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    public MqttSink(string broker, RecordEncoder<T> topic, RecordEncoder<T> payload, MqttPublishOptions? options = null)
        : this(MqttAddress.Parse(broker), "", options ?? new MqttPublishOptions(), topic
            ?? throw new ArgumentNullException(nameof(topic)), [], payload)
    {
    }

    internal MqttSink(MqttAddress address, string where, MqttPublishOptions options, RecordEncoder<T>? topic, byte[] fixedTopic,
        RecordEncoder<T> payload)
        : base($"mqtt {address.Host}:{address.Port}{where}")
    {
        ArgumentNullException.ThrowIfNull(payload);
        MqttHello.Check(options);
        _address = address;
        _options = options;
        _topic = topic;
        _fixedTopic = fixedTopic;
        _payload = payload;
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) =>
        new MqttSinkWriter<T>(_address, _options, new MqttForm<T>(_topic, _fixedTopic, _payload), partition, Name);
}
