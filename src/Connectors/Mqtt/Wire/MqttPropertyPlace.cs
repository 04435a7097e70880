namespace HotStream.Mqtt;

/// <summary>
/// Where properties stand: in a packet, or in the will of a CONNECT. The numbers of packets are those of <see cref="MqttPacketType"/>.
/// </summary>
internal enum MqttPropertyPlace : byte
{
    Will = 0,
    Connect = MqttPacketType.Connect,
    ConnAck = MqttPacketType.ConnAck,
    Publish = MqttPacketType.Publish,
    PubAck = MqttPacketType.PubAck,
    PubRec = MqttPacketType.PubRec,
    PubRel = MqttPacketType.PubRel,
    PubComp = MqttPacketType.PubComp,
    Subscribe = MqttPacketType.Subscribe,
    SubAck = MqttPacketType.SubAck,
    Unsubscribe = MqttPacketType.Unsubscribe,
    UnsubAck = MqttPacketType.UnsubAck,
    Disconnect = MqttPacketType.Disconnect,
    Auth = MqttPacketType.Auth,
}
