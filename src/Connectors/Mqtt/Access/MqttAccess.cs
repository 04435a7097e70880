namespace HotStream;

/// <summary>
/// Something a connected device wants to do, for <see cref="MqttListenerOptions.Authorize"/> to decide on. Lives as long as the call.
/// </summary>
public readonly ref struct MqttAccess
{
    internal MqttAccess(MqttLogin login, MqttAccessKind kind, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain)
    {
        Login = login;
        Kind = kind;
        Topic = topic;
        Payload = payload;
        Qos = (MqttQos)qos;
        Retain = retain;
    }

    /// <summary>Who it is. The password is not kept.</summary>
    public MqttLogin Login { get; }

    /// <summary>What it wants.</summary>
    public MqttAccessKind Kind { get; }

    /// <summary>The topic of a message, or the filter of a subscription, in UTF-8.</summary>
    public ReadOnlySpan<byte> Topic { get; }

    /// <summary>What is published; empty for a subscription.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Quality of service.</summary>
    public MqttQos Qos { get; }

    /// <summary>Whether the message is to be retained.</summary>
    public bool Retain { get; }
}
