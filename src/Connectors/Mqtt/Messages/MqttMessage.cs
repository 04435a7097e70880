using HotStream.Mqtt;

namespace HotStream;

/// <summary>A received message. Its texts lie where they were received and live as long as their batch.</summary>
public readonly struct MqttMessage : IPayloadRecord<MqttMessage>
{
    private readonly byte _qos;

    /// <summary>A message that did not come from a device or a broker, QoS 0: for tests, and for what is sent once more.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">Its payload.</param>
    public MqttMessage(Utf8Slice topic, Utf8Slice payload)
        : this(topic, payload, default, 0, retain: false, duplicate: false)
    {
    }

    internal MqttMessage(Utf8Slice topic, Utf8Slice payload, Utf8Slice properties, byte qos, bool retain, bool duplicate)
    {
        Topic = topic;
        Payload = payload;
        Properties = properties;
        _qos = qos;
        Retain = retain;
        Duplicate = duplicate;
    }

    /// <summary>The topic it was published to.</summary>
    public Utf8Slice Topic { get; }

    /// <summary>What was published; any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Topic and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Topic.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    /// <summary>Quality of service it came with.</summary>
    public MqttQos Qos => (MqttQos)_qos;

    /// <summary>From a broker: whether it was kept for new subscribers. From a device: whether it asked for that.</summary>
    public bool Retain { get; }

    /// <summary>Whether it was sent before, perhaps without arriving.</summary>
    public bool Duplicate { get; }

    /// <summary>Properties of MQTT 5 as they stand on the wire; empty in 3.1.1.</summary>
    public Utf8Slice Properties { get; }

    /// <summary>The value of a user property; the first when there are several of the name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, or the empty text.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetUserProperty(ReadOnlySpan<byte> name, out Utf8Slice value) => TryGet(MqttPropertyId.UserProperty, name, out value);

    /// <summary>The content type the sender named, for example <c>application/json</c>.</summary>
    /// <param name="value">The content type, or the empty text.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetContentType(out Utf8Slice value) => TryGet(MqttPropertyId.ContentType, default, out value);

    string IPayloadRecord<MqttMessage>.Source => Topic.ToString();

    MqttMessage IPayloadRecord<MqttMessage>.WithPayload(Utf8Slice payload) => new(Topic, payload, Properties, _qos, Retain, Duplicate);

    private bool TryGet(MqttPropertyId id, ReadOnlySpan<byte> name, out Utf8Slice value)
    {
        var reader = new MqttReader(Properties.Bytes);
        while (!reader.IsAtEnd)
        {
            MqttProperty property = MqttProperty.Read(ref reader);
            bool isPair = id == MqttPropertyId.UserProperty;
            if (property.Id == id && (!isPair || property.Bytes.SequenceEqual(name)))
            {
                int length = isPair ? property.Second.Length : property.Bytes.Length;
                value = Properties.Substring(Properties.Length - reader.Left - length, length); // the value is what was read last
                return true;
            }
        }

        value = default;
        return false;
    }
}
