namespace HotStream;

/// <summary>Quality of service of a message (MQTT 5.0, 4.3).</summary>
public enum MqttQos
{
    /// <summary>QoS 0: sent once, never acknowledged.</summary>
    AtMostOnce = 0,

    /// <summary>QoS 1: sent until acknowledged; may come twice.</summary>
    AtLeastOnce = 1,

    /// <summary>QoS 2: acknowledged in two steps, so that it comes once.</summary>
    ExactlyOnce = 2,
}
