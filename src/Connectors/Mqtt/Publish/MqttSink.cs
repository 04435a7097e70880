using System.Buffers;
using HotStream.Mqtt;

namespace HotStream;

/// <summary>
/// Publishes records to an MQTT broker; each partition has a connection. What it promises stands at
/// <see cref="MqttPublishExtensions.PublishToMqtt(DStream{Utf8Slice}, string, string, MqttPublishOptions?)"/>. For streams that is shorter; a sink is for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class MqttSink<T> : Sink<T>
{
    private readonly MqttAddress _address;
    private readonly MqttPublishOptions _options;
    private readonly Func<MqttForm<T>> _createForm;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">Writes the topic of a record, in UTF-8. Called by one thread at a time for each partition, as is <paramref name="payload"/>.</param>
    /// <param name="payload">Writes the payload of a record.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    public MqttSink(string broker, Action<T, IBufferWriter<byte>> topic, Action<T, IBufferWriter<byte>> payload, MqttPublishOptions? options = null)
        : this(MqttAddress.Parse(broker), "", options ?? new MqttPublishOptions(), () => new MqttWrittenForm<T>(topic, payload))
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(payload);
    }

    internal MqttSink(MqttAddress address, string where, MqttPublishOptions options, Func<MqttForm<T>> createForm)
        : base($"mqtt {address.Host}:{address.Port}{where}")
    {
        MqttHello.Check(options);
        _address = address;
        _options = options;
        _createForm = createForm;
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new MqttSinkWriter<T>(_address, _options, _createForm(), partition, Name);
}
