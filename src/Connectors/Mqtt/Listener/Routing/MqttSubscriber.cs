namespace HotStream.Mqtt;

/// <summary>A subscription: whose, and with which options (see <see cref="MqttSubscription.Options"/>).</summary>
internal readonly record struct MqttSubscriber(MqttMailbox Mailbox, byte Options)
{
    public byte Qos => (byte)(Options & 3);

    public bool NotMyOwn => (Options & 4) != 0;

    public bool KeepsRetain => (Options & 8) != 0;
}
