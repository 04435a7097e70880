namespace HotStream;

/// <summary>A subscription.</summary>
/// <param name="Filter">A topic, or a filter: <c>+</c> stands for one level, <c>#</c> at the end for all further ones,
/// <c>$share/GROUP/FILTER</c> shares the messages in a group.</param>
/// <param name="Qos">Highest quality of service of the messages.</param>
public sealed record MqttTopic(string Filter, MqttQos Qos = MqttQos.AtLeastOnce);
