namespace HotStream.Mqtt;

/// <summary>A message on its way to devices, shared by all that get it. Immutable.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">What is said.</param>
/// <param name="Properties">Properties of MQTT 5 that are passed on, as they stand on the wire; without the expiry.</param>
/// <param name="Qos">Quality of service it was published with.</param>
/// <param name="Expires">When nobody wants it any more, in milliseconds of the system's tick count;
/// <see cref="long.MaxValue"/> for never.</param>
internal sealed record MqttMail(byte[] Topic, byte[] Payload, byte[] Properties, byte Qos, long Expires)
{
    private const int Overhead = 128;

    /// <summary>Memory it takes, about.</summary>
    public int Bytes => Topic.Length + Payload.Length + Properties.Length + Overhead;

    /// <summary>Copies a message that was published.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">What is said.</param>
    /// <param name="properties">All its properties: those between sender and listener are left out.</param>
    /// <param name="qos">Its quality of service.</param>
    /// <param name="now">The system's tick count.</param>
    public static MqttMail Of(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, byte qos, long now)
    {
        long expires = long.MaxValue;
        byte[] kept = [];
        if (!properties.IsEmpty)
        {
            var passed = new List<byte>(properties.Length);
            var reader = new MqttReader(properties);
            while (!reader.IsAtEnd)
            {
                int start = properties.Length - reader.Left;
                MqttProperty property = MqttProperty.Read(ref reader);
                if (property.Id == MqttPropertyId.MessageExpiry)
                {
                    expires = now + (property.Number * 1000L);
                }
                else if (property.Id is not (MqttPropertyId.TopicAlias or MqttPropertyId.SubscriptionIdentifier
                    or MqttPropertyId.WillDelay))
                {
                    passed.AddRange(properties[start..(properties.Length - reader.Left)]);
                }
            }

            kept = [.. passed];
        }

        return new MqttMail(topic.ToArray(), payload.ToArray(), kept, qos, expires);
    }
}
