namespace HotStream.Mqtt;

/// <summary>One topic filter of a SUBSCRIBE with its options (MQTT 5.0, 3.8.3.1), or of an UNSUBSCRIBE without.</summary>
internal readonly ref struct MqttSubscription(ReadOnlySpan<byte> filter, byte options)
{
    public ReadOnlySpan<byte> Filter { get; } = filter;

    /// <summary>
    /// Bits 0 and 1: highest QoS; 2: not my own messages; 3: keep the retain flag; 4 and 5: when to send retained messages.
    /// </summary>
    public byte Options { get; } = options;

    public int Qos => Options & 3;

    public static MqttSubscription Read(scoped ref MqttReader reader, MqttVersion version, bool hasOptions)
    {
        ReadOnlySpan<byte> filter = reader.Binary();
        MqttError error = MqttText.CheckFilter(filter);
        if (error != MqttError.None)
        {
            reader.Fail(error);
        }

        byte options = hasOptions ? reader.Byte() : (byte)0;
        int reserved = version == MqttVersion.V5 ? 0xC0 : 0xFC;
        if ((options & reserved) != 0 || (options & 3) == 3 || (options & 0x30) == 0x30)
        {
            reader.Fail(MqttError.BadSubscriptionOptions);
        }

        return new MqttSubscription(filter, options);
    }
}
