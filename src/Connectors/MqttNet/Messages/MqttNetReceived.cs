using MQTTnet;
using MQTTnet.Protocol;

namespace HotStream.MqttNet;

/// <summary>A message as the client gave it.</summary>
/// <param name="Event">What it is acknowledged by.</param>
/// <param name="Connection">Number of the connection it came over.</param>
internal readonly record struct MqttNetReceived(MqttApplicationMessageReceivedEventArgs Event, int Connection)
{
    public MqttApplicationMessage Message => Event.ApplicationMessage;

    public ushort PacketId => Event.PacketIdentifier;

    public bool IsDuplicate => Message.Dup;

    /// <summary>Whether the broker wants to hear that it was taken.</summary>
    public bool IsAcknowledged => Message.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;
}
