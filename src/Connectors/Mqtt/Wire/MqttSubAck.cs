namespace HotStream.Mqtt;

/// <summary>SUBACK or UNSUBACK: a code for each filter, in its order (none in the UNSUBACK of 3.1.1).</summary>
internal readonly ref struct MqttSubAck
{
    public ushort PacketId { get; init; }

    public MqttProperties Properties { get; init; }

    public ReadOnlySpan<byte> Codes { get; init; }

    public static MqttError TryRead(ReadOnlySpan<byte> body, MqttPacketType type, MqttVersion version, out MqttSubAck ack)
    {
        var reader = new MqttReader(body);
        ushort id = reader.PacketId();
        MqttProperties properties = reader.Properties(version, (MqttPropertyPlace)type);
        bool hasCodes = type == MqttPacketType.SubAck || version == MqttVersion.V5;
        ReadOnlySpan<byte> codes = hasCodes ? reader.Rest() : default;
        foreach (byte code in codes)
        {
            if (!Allows(code, type, version))
            {
                reader.Fail(MqttError.BadReason);
            }
        }

        if (hasCodes && codes.IsEmpty)
        {
            reader.Fail(MqttError.NoFilter);
        }

        ack = new MqttSubAck { PacketId = id, Properties = properties, Codes = codes };
        return reader.Finish();
    }

    private static bool Allows(byte code, MqttPacketType type, MqttVersion version) =>
        version == MqttVersion.V311 ? code is <= 2 or MqttReason.SubscriptionFailed
        : (type == MqttPacketType.SubAck ? code <= 2 : code is 0 or MqttReason.NoSubscriptionExisted)
        || (code >= MqttReason.Unspecified && MqttReason.IsKnown(code));
}
