namespace HotStream.Mqtt;

/// <summary>What is published for a device that goes without saying good-bye, at once or after some seconds.</summary>
internal sealed record MqttWill(byte[] Topic, byte[] Payload, byte[] Properties, byte Qos, bool Retain, uint DelaySeconds);
