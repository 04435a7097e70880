namespace HotStream.Mqtt;

/// <summary>The message with its topic and properties.</summary>
internal readonly struct MqttMessageRecord : IMqttRecord<MqttMessage>
{
    public static bool IsWhole => true;

    public static (Utf8Slice Topic, Utf8Slice Payload) Parts(in MqttMessage record) => (record.Topic, record.Payload);

    public static MqttMessage Make(Utf8Slice topic, Utf8Slice payload, Utf8Slice properties, byte qos, bool retain, bool duplicate) =>
        new(topic, payload, properties, qos, retain, duplicate);
}
