namespace HotStream.Mqtt;

/// <summary>Which property is written how, and where it may stand (MQTT 5.0, table 2-4).</summary>
internal static class MqttPropertyRules
{
    private static readonly (MqttPropertyKind Kind, ushort Places)[] s_rules = Build();

    public static MqttPropertyKind KindOf(byte id) => id < s_rules.Length ? s_rules[id].Kind : MqttPropertyKind.Unknown;

    public static bool Belongs(byte id, MqttPropertyPlace place) => (s_rules[id].Places & (1 << (int)place)) != 0;

    /// <summary>May occur more than once: user properties anywhere, subscription identifiers in what a server publishes.</summary>
    public static bool MayRepeat(MqttPropertyId id, MqttPropertyPlace place) =>
        id == MqttPropertyId.UserProperty || (id == MqttPropertyId.SubscriptionIdentifier && place == MqttPropertyPlace.Publish);

    /// <summary>Whether a number is a value the property may have.</summary>
    public static bool Allows(MqttPropertyId id, uint value) => id switch
    {
        MqttPropertyId.PayloadFormat or MqttPropertyId.RequestProblemInformation or MqttPropertyId.RequestResponseInformation
            or MqttPropertyId.MaximumQos
            or MqttPropertyId.RetainAvailable or MqttPropertyId.WildcardSubscriptionAvailable
                or MqttPropertyId.SubscriptionIdentifierAvailable
            or MqttPropertyId.SharedSubscriptionAvailable => value <= 1,
        MqttPropertyId.ReceiveMaximum or MqttPropertyId.MaximumPacketSize or MqttPropertyId.SubscriptionIdentifier => value != 0,
        _ => true, // a topic alias of 0 has an error of its own
    };

    private static (MqttPropertyKind, ushort)[] Build()
    {
        var rules = new (MqttPropertyKind, ushort)[(int)MqttPropertyId.SharedSubscriptionAvailable + 1];
        Add(MqttPropertyKind.Byte, MqttPropertyId.PayloadFormat, MqttPropertyPlace.Publish, MqttPropertyPlace.Will);
        Add(MqttPropertyKind.UInt32, MqttPropertyId.MessageExpiry, MqttPropertyPlace.Publish, MqttPropertyPlace.Will);
        Add(MqttPropertyKind.Text, MqttPropertyId.ContentType, MqttPropertyPlace.Publish, MqttPropertyPlace.Will);
        Add(MqttPropertyKind.Text, MqttPropertyId.ResponseTopic, MqttPropertyPlace.Publish, MqttPropertyPlace.Will);
        Add(MqttPropertyKind.Binary, MqttPropertyId.CorrelationData, MqttPropertyPlace.Publish, MqttPropertyPlace.Will);
        Add(MqttPropertyKind.VariableInt, MqttPropertyId.SubscriptionIdentifier, MqttPropertyPlace.Publish, MqttPropertyPlace.Subscribe);
        Add(MqttPropertyKind.UInt32, MqttPropertyId.SessionExpiry, MqttPropertyPlace.Connect, MqttPropertyPlace.ConnAck,
            MqttPropertyPlace.Disconnect);
        Add(MqttPropertyKind.Text, MqttPropertyId.AssignedClientId, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.UInt16, MqttPropertyId.ServerKeepAlive, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.Text, MqttPropertyId.AuthenticationMethod, MqttPropertyPlace.Connect,
            MqttPropertyPlace.ConnAck, MqttPropertyPlace.Auth);
        Add(MqttPropertyKind.Binary, MqttPropertyId.AuthenticationData, MqttPropertyPlace.Connect,
            MqttPropertyPlace.ConnAck, MqttPropertyPlace.Auth);
        Add(MqttPropertyKind.Byte, MqttPropertyId.RequestProblemInformation, MqttPropertyPlace.Connect);
        Add(MqttPropertyKind.UInt32, MqttPropertyId.WillDelay, MqttPropertyPlace.Will);
        Add(MqttPropertyKind.Byte, MqttPropertyId.RequestResponseInformation, MqttPropertyPlace.Connect);
        Add(MqttPropertyKind.Text, MqttPropertyId.ResponseInformation, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.Text, MqttPropertyId.ServerReference, MqttPropertyPlace.ConnAck, MqttPropertyPlace.Disconnect);
        Add(MqttPropertyKind.Text, MqttPropertyId.ReasonString, MqttPropertyPlace.ConnAck, MqttPropertyPlace.PubAck,
            MqttPropertyPlace.PubRec, MqttPropertyPlace.PubRel,
            MqttPropertyPlace.PubComp, MqttPropertyPlace.SubAck, MqttPropertyPlace.UnsubAck,
            MqttPropertyPlace.Disconnect, MqttPropertyPlace.Auth);
        Add(MqttPropertyKind.UInt16, MqttPropertyId.ReceiveMaximum, MqttPropertyPlace.Connect, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.UInt16, MqttPropertyId.TopicAliasMaximum, MqttPropertyPlace.Connect, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.UInt16, MqttPropertyId.TopicAlias, MqttPropertyPlace.Publish);
        Add(MqttPropertyKind.Byte, MqttPropertyId.MaximumQos, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.Byte, MqttPropertyId.RetainAvailable, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.UInt32, MqttPropertyId.MaximumPacketSize, MqttPropertyPlace.Connect, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.Byte, MqttPropertyId.WildcardSubscriptionAvailable, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.Byte, MqttPropertyId.SubscriptionIdentifierAvailable, MqttPropertyPlace.ConnAck);
        Add(MqttPropertyKind.Byte, MqttPropertyId.SharedSubscriptionAvailable, MqttPropertyPlace.ConnAck);
        rules[(int)MqttPropertyId.UserProperty] = (MqttPropertyKind.TextPair, ushort.MaxValue);
        return rules;

        void Add(MqttPropertyKind kind, MqttPropertyId id, params ReadOnlySpan<MqttPropertyPlace> places)
        {
            ushort mask = 0;
            foreach (MqttPropertyPlace place in places)
            {
                mask |= (ushort)(1 << (int)place);
            }

            rules[(int)id] = (kind, mask);
        }
    }
}
