namespace HotStream.Mqtt;

/// <summary>
/// What a broker's refusal of a message means (MQTT 5.0, 3.4.2.1). The message's own fault: a dead letter. Anything else is the broker's
/// state or a setting (room, rights, a fault of its own): the message is sent again until <see cref="MqttPublishOptions.RetryFor"/> is
/// over, then the batch fails, and nothing of it counts as published.
/// </summary>
internal static class MqttRefusals
{
    /// <summary>Whether the message itself can never be taken.</summary>
    public static bool IsOfTheMessage(byte reason) => reason switch
    {
        MqttReason.TopicNameInvalid => true,
        MqttReason.PacketTooLarge => true,
        MqttReason.PayloadFormatInvalid => true,
        _ => false, // unspecified, implementation specific, not authorized, packet identifier in use, quota exceeded, and what is not known
    };

    /// <summary>What to do about it, where that is known.</summary>
    public static string Advice(byte reason) => reason switch
    {
        MqttReason.NotAuthorized => "; let this user publish there, or publish elsewhere",
        MqttReason.QuotaExceeded => "; give the broker more room, or send less",
        MqttReason.SessionTakenOver => "; another client connects with the same ClientId: give each its own",
        _ => "",
    };
}
