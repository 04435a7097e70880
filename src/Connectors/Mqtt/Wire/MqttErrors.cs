namespace HotStream.Mqtt;

/// <summary>What the errors mean, for messages and for the reason that MQTT 5 sends back.</summary>
internal static class MqttErrors
{
    public static string Describe(MqttError error) => error switch
    {
        MqttError.MalformedLength => "the remaining length has more than four bytes",
        MqttError.PacketTooLarge => "the packet is larger than the maximum packet size",
        MqttError.UnknownType => "the packet type is reserved or not of this version",
        MqttError.BadFlags => "the reserved flags of the first byte are wrong",
        MqttError.UnexpectedPacket => "the packet must not come at this point or from this side",
        MqttError.Truncated => "a field reaches beyond the end of the packet",
        MqttError.TrailingBytes => "bytes follow the last field",
        MqttError.BadUtf8 => "a text is not valid UTF-8",
        MqttError.NullCharacter => "a text holds the character U+0000",
        MqttError.EmptyTopic => "the topic is empty and there is no topic alias",
        MqttError.WildcardInTopic => "a topic name holds a wildcard",
        MqttError.UnknownTopicAlias => "the topic alias is 0, above the maximum or was never given a topic",
        MqttError.BadQos => "the quality of service is 3",
        MqttError.DuplicateWithoutQos => "a QoS 0 message is marked as a duplicate",
        MqttError.ZeroPacketId => "the packet identifier is 0",
        MqttError.PropertiesTooLong => "the properties reach beyond the end of the packet",
        MqttError.UnknownProperty => "a property has an unknown identifier",
        MqttError.RepeatedProperty => "a property that may occur once is there twice",
        MqttError.MisplacedProperty => "a property does not belong in this packet",
        MqttError.BadPropertyValue => "a property has a value that is not allowed",
        MqttError.BadProtocolName => "the protocol name is not MQTT",
        MqttError.BadProtocolVersion => "the protocol version is none of 3.1, 3.1.1 and 5",
        MqttError.BadConnectFlags => "the connect flags contradict each other",
        MqttError.BadConnAckFlags => "the acknowledge flags of CONNACK are wrong",
        MqttError.BadReason => "the reason code does not exist or does not belong in this packet",
        MqttError.NoFilter => "there is no topic filter",
        MqttError.BadFilter => "a topic filter is empty or has a wildcard in a wrong place",
        MqttError.BadSubscriptionOptions => "the options of a subscription are not allowed",
        _ => error.ToString(),
    };

    /// <summary>The reason code with which a server or client of MQTT 5 ends the connection (MQTT 5.0, 4.13).</summary>
    public static byte ReasonOf(MqttError error) => error switch
    {
        MqttError.PacketTooLarge => MqttReason.PacketTooLarge,
        MqttError.BadProtocolVersion => MqttReason.UnsupportedProtocolVersion,
        MqttError.UnknownTopicAlias => MqttReason.TopicAliasInvalid,
        MqttError.WildcardInTopic => MqttReason.TopicNameInvalid,
        MqttError.UnexpectedPacket or MqttError.RepeatedProperty or MqttError.NoFilter or MqttError.EmptyTopic
            or MqttError.BadPropertyValue => MqttReason.ProtocolError,
        _ => MqttReason.MalformedPacket,
    };
}
