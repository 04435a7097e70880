namespace HotStream.Mqtt;

/// <summary>What a broker of MQTT 5 allows us, from its CONNACK; one of 3.1.1 says nothing.</summary>
internal sealed record MqttServerLimits(int ReceiveMaximum, int PacketBytesMax, int QosMax, bool HasRetain)
{
    public static MqttServerLimits None { get; } = new(ushort.MaxValue, int.MaxValue, 2, HasRetain: true);

    public static MqttServerLimits Of(MqttProperties properties) => new(
        properties.TryGetNumber(MqttPropertyId.ReceiveMaximum, out uint most) ? (int)most : None.ReceiveMaximum,
        properties.TryGetNumber(MqttPropertyId.MaximumPacketSize, out uint bytes)
        ? (int)Math.Min(bytes, int.MaxValue) : None.PacketBytesMax,
        properties.TryGetNumber(MqttPropertyId.MaximumQos, out uint qos) ? (int)qos : None.QosMax,
        !properties.TryGetNumber(MqttPropertyId.RetainAvailable, out uint retain) || retain != 0);
}
