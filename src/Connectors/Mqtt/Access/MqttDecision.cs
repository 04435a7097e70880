namespace HotStream;

/// <summary>What becomes of something a device wants to do.</summary>
public enum MqttDecision
{
    /// <summary>It is done.</summary>
    Allow,

    /// <summary>
    /// It is not done: a message is left out (and acknowledged, with the reason in MQTT 5), a subscription is refused. The device stays.
    /// </summary>
    Refuse,

    /// <summary>It is not done, and the device is disconnected.</summary>
    Disconnect,
}
