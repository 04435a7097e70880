namespace HotStream.Mqtt;

/// <summary>
/// A message to be acknowledged, with a reason where MQTT 5 has one, when its record, counted from the writer's first, is far enough.
/// </summary>
internal readonly record struct MqttAckEntry(ushort PacketId, byte Qos, long Record, byte Reason = MqttReason.Success);
