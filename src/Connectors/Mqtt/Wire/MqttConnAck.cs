namespace HotStream.Mqtt;

/// <summary>CONNACK: the answer to CONNECT. The code is a reason in MQTT 5 and a return code (0 to 5) in 3.1.1.</summary>
internal readonly ref struct MqttConnAck
{
    public bool SessionPresent { get; init; }

    public byte Code { get; init; }

    public MqttProperties Properties { get; init; }

    public static MqttError TryRead(ReadOnlySpan<byte> body, MqttVersion version, out MqttConnAck answer)
    {
        var reader = new MqttReader(body);
        byte flags = reader.Byte();
        byte code = reader.Byte();
        if ((flags & 0xFE) != 0 || (flags != 0 && code != 0))
        {
            reader.Fail(MqttError.BadConnAckFlags);
        }
        else if (version == MqttVersion.V5 ? code != 0 && (code < MqttReason.Unspecified || !MqttReason.IsKnown(code))
            : code > MqttReason.LastReturnCode)
        {
            reader.Fail(MqttError.BadReason);
        }

        answer = new MqttConnAck
        {
            SessionPresent = flags != 0,
            Code = code,
            Properties = version == MqttVersion.V5 && !reader.IsAtEnd ? reader.Properties(version, MqttPropertyPlace.ConnAck) : default,
        };
        return reader.Finish();
    }
}
