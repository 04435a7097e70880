using MQTTnet.Protocol;

namespace HotStream;

/// <summary>A message that a client of MQTTnet received. Its texts live as long as their batch.</summary>
public readonly struct MqttNetMessage : IPayloadRecord<MqttNetMessage>
{
    private readonly byte _qos;

    /// <summary>A message.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="qos">Quality of service it came with.</param>
    /// <param name="retain">Whether it was kept for new subscribers.</param>
    /// <param name="duplicate">Whether it was sent before.</param>
    public MqttNetMessage(Utf8Slice topic, Utf8Slice payload,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtMostOnce, bool retain = false, bool duplicate = false)
    {
        Topic = topic;
        Payload = payload;
        _qos = (byte)qos;
        Retain = retain;
        Duplicate = duplicate;
    }

    /// <summary>The topic it was published to.</summary>
    public Utf8Slice Topic { get; }

    /// <summary>What was published; any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Quality of service it came with.</summary>
    public MqttQualityOfServiceLevel Qos => (MqttQualityOfServiceLevel)_qos;

    /// <summary>Whether the broker had kept it for new subscribers.</summary>
    public bool Retain { get; }

    /// <summary>Whether it was sent before, perhaps without arriving.</summary>
    public bool Duplicate { get; }

    string IPayloadRecord<MqttNetMessage>.Source => Topic.ToString();

    /// <summary>Topic and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Topic.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    MqttNetMessage IPayloadRecord<MqttNetMessage>.WithPayload(Utf8Slice payload) => new(Topic, payload, Qos, Retain, Duplicate);
}
