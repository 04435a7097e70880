namespace HotStream.Mqtt;

/// <summary>
/// A packet that speaks about one packet identifier (PUBACK, PUBREC, PUBREL, PUBCOMP), or about the connection (DISCONNECT, AUTH, whose
/// identifier is 0): a reason and properties, both of MQTT 5 and both left out when there is nothing to say.
/// </summary>
internal readonly ref struct MqttAck
{
    public ushort PacketId { get; init; }

    public byte Reason { get; init; }

    public MqttProperties Properties { get; init; }

    public static MqttError TryRead(ReadOnlySpan<byte> body, MqttPacketType type, MqttVersion version, out MqttAck ack)
    {
        var reader = new MqttReader(body);
        ushort id = type is MqttPacketType.Disconnect or MqttPacketType.Auth ? (ushort)0 : reader.PacketId();
        byte reason = version == MqttVersion.V5 && !reader.IsAtEnd ? reader.Byte() : MqttReason.Success;
        if (!Allows(type, reason))
        {
            reader.Fail(MqttError.BadReason);
        }

        ack = new MqttAck
        {
            PacketId = id,
            Reason = reason,
            Properties = version == MqttVersion.V5 && !reader.IsAtEnd ? reader.Properties(version, (MqttPropertyPlace)type) : default,
        };
        if (type == MqttPacketType.Auth && version != MqttVersion.V5)
        {
            reader.Fail(MqttError.UnknownType);
        }

        return reader.Finish();
    }

    /// <summary>Whether a reason may stand in such a packet (MQTT 5.0, table 2-6).</summary>
    private static bool Allows(MqttPacketType type, byte reason) => type switch
    {
        MqttPacketType.PubAck or MqttPacketType.PubRec =>
            reason is 0 or MqttReason.NoMatchingSubscribers || (reason >= MqttReason.Unspecified && MqttReason.IsKnown(reason)),
        MqttPacketType.PubRel or MqttPacketType.PubComp => reason is 0 or MqttReason.PacketIdNotFound,
        MqttPacketType.Auth => reason is 0 or MqttReason.ContinueAuthentication or MqttReason.ReAuthenticate,
        _ => reason is 0 or MqttReason.DisconnectWithWill || (reason >= MqttReason.Unspecified && MqttReason.IsKnown(reason)),
    };
}
