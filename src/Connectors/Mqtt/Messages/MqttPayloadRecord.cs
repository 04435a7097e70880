namespace HotStream.Mqtt;

/// <summary>The payload alone.</summary>
internal readonly struct MqttPayloadRecord : IMqttRecord<Utf8Slice>
{
    public static bool IsWhole => false;

    public static (Utf8Slice Topic, Utf8Slice Payload) Parts(in Utf8Slice record) => (default, record);

    public static Utf8Slice Make(Utf8Slice topic, Utf8Slice payload, Utf8Slice properties, byte qos, bool retain, bool duplicate) =>
        payload;
}
