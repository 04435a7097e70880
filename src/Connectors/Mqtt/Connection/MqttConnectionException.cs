namespace HotStream.Mqtt;

/// <summary>A connection cannot go on: what happened, and the reason code that MQTT 5 sends to the other side.</summary>
internal sealed class MqttConnectionException(string message, byte reason) : IOException(message)
{
    public byte Reason { get; } = reason;

    public static MqttConnectionException Of(MqttError error, string peer) =>
        new($"{peer} broke the protocol: {MqttErrors.Describe(error)}.", MqttErrors.ReasonOf(error));
}
