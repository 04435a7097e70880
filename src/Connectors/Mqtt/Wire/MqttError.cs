namespace HotStream.Mqtt;

/// <summary>
/// Everything that can be wrong with received bytes, by name; <see cref="MqttErrors"/> says what it means. The codec never throws.
/// </summary>
internal enum MqttError : byte
{
    None,

    /// <summary>No error: more bytes are needed before anything can be said.</summary>
    Incomplete,
    MalformedLength,
    PacketTooLarge,
    UnknownType,
    BadFlags,
    UnexpectedPacket,
    Truncated,
    TrailingBytes,
    BadUtf8,
    NullCharacter,
    EmptyTopic,
    WildcardInTopic,
    UnknownTopicAlias,
    BadQos,
    DuplicateWithoutQos,
    ZeroPacketId,
    PropertiesTooLong,
    UnknownProperty,
    RepeatedProperty,
    MisplacedProperty,
    BadPropertyValue,
    BadProtocolName,
    BadProtocolVersion,
    BadConnectFlags,
    BadConnAckFlags,
    BadReason,
    NoFilter,
    BadFilter,
    BadSubscriptionOptions,
}
