namespace HotStream.Mqtt;

/// <summary>SUBSCRIBE or UNSUBSCRIBE: filters, as they stand on the wire.</summary>
internal readonly ref struct MqttSubscribe
{
    public ushort PacketId { get; init; }

    public MqttProperties Properties { get; init; }

    /// <summary>The filters; walk them with <see cref="MqttSubscription.Read"/>.</summary>
    public ReadOnlySpan<byte> Filters { get; init; }

    /// <summary>How many filters there are.</summary>
    public int Count { get; init; }

    public static MqttError TryRead(ReadOnlySpan<byte> body, MqttPacketType type, MqttVersion version, out MqttSubscribe subscribe)
    {
        var reader = new MqttReader(body);
        ushort id = reader.PacketId();
        MqttProperties properties = reader.Properties(version, (MqttPropertyPlace)type);
        ReadOnlySpan<byte> filters = reader.Rest();
        var walk = new MqttReader(filters);
        int count = 0;
        while (!walk.IsAtEnd)
        {
            MqttSubscription.Read(ref walk, version, type == MqttPacketType.Subscribe);
            count++;
        }

        subscribe = new MqttSubscribe { PacketId = id, Properties = properties, Filters = filters, Count = count };
        return reader.Error != MqttError.None ? reader.Error
            : walk.Error != MqttError.None ? walk.Error
            : count == 0 ? MqttError.NoFilter
            : MqttError.None;
    }
}
