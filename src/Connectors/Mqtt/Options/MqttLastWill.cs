namespace HotStream;

/// <summary>What the broker publishes for us when we go without saying good-bye.</summary>
/// <param name="Topic">A topic name.</param>
/// <param name="Payload">Any bytes.</param>
/// <param name="Qos">Quality of service.</param>
/// <param name="Retain">Whether the broker keeps it for later subscribers.</param>
public sealed record MqttLastWill(string Topic, ReadOnlyMemory<byte> Payload, MqttQos Qos = MqttQos.AtLeastOnce, bool Retain = false);
