namespace HotStream.Mqtt;

/// <summary>Reason codes of MQTT 5 (MQTT 5.0, 2.4) and the return codes of CONNACK in 3.1.1, in words.</summary>
internal static class MqttReason
{
    public const byte Success = 0x00;
    public const byte DisconnectWithWill = 0x04;
    public const byte NoMatchingSubscribers = 0x10;
    public const byte NoSubscriptionExisted = 0x11;
    public const byte ContinueAuthentication = 0x18;
    public const byte ReAuthenticate = 0x19;
    public const byte Unspecified = 0x80;
    public const byte MalformedPacket = 0x81;
    public const byte ProtocolError = 0x82;
    public const byte NotSupported = 0x83; // implementation specific error: "I will not"
    public const byte UnsupportedProtocolVersion = 0x84;
    public const byte ClientIdNotValid = 0x85;
    public const byte BadUserNameOrPassword = 0x86;
    public const byte NotAuthorized = 0x87;
    public const byte ServerUnavailable = 0x88;
    public const byte ServerBusy = 0x89;
    public const byte ServerShuttingDown = 0x8B;
    public const byte BadAuthenticationMethod = 0x8C;
    public const byte KeepAliveTimeout = 0x8D;
    public const byte SessionTakenOver = 0x8E;
    public const byte TopicNameInvalid = 0x90;
    public const byte PacketIdNotFound = 0x92;
    public const byte ReceiveMaximumExceeded = 0x93;
    public const byte TopicAliasInvalid = 0x94;
    public const byte PacketTooLarge = 0x95;
    public const byte QuotaExceeded = 0x97;
    public const byte SharedSubscriptionsNotSupported = 0x9E;
    public const byte PayloadFormatInvalid = 0x99;
    public const byte ConnectionRateExceeded = 0x9F;
    public const byte SubscriptionIdentifiersNotSupported = 0xA1;

    /// <summary>Highest return code of a CONNACK of 3.1.1.</summary>
    public const byte LastReturnCode = 5;

    /// <summary>Return code 128 of a SUBACK of 3.1.1.</summary>
    public const byte SubscriptionFailed = 0x80;

    private static readonly string?[] s_names = Build();

    /// <summary>Whether MQTT 5 knows the code at all.</summary>
    public static bool IsKnown(byte code) => s_names[code] is not null;

    /// <summary>For example <c>not authorized (0x87)</c>.</summary>
    public static string Describe(byte code) => $"{s_names[code] ?? "unknown reason"} (0x{code:X2})";

    /// <summary>The answer to CONNECT in words, of either version.</summary>
    public static string DescribeConnect(byte code, MqttVersion version) => version == MqttVersion.V5 ? Describe(code) : code switch
    {
        0 => "accepted",
        1 => "unacceptable protocol version (return code 1)",
        2 => "client identifier rejected (return code 2)",
        3 => "server unavailable (return code 3)",
        4 => "bad user name or password (return code 4)",
        5 => "not authorized (return code 5)",
        _ => $"return code {code}",
    };

    /// <summary>Whether a refusal of CONNECT may be another answer the next time.</summary>
    public static bool MayPass(byte code, MqttVersion version) =>
        version == MqttVersion.V311 ? code == 3
        : code is Unspecified or ServerUnavailable or ServerBusy or QuotaExceeded or ConnectionRateExceeded;

    /// <summary>The return code of 3.1.1 that comes nearest to a reason of MQTT 5.</summary>
    public static byte ToReturnCode(byte reason) => reason switch
    {
        Success => 0,
        UnsupportedProtocolVersion => 1,
        ClientIdNotValid => 2,
        BadUserNameOrPassword => 4,
        NotAuthorized => 5,
        _ => 3,
    };

    private static string?[] Build()
    {
        var names = new string?[256];
        names[0x00] = "success";
        names[0x01] = "granted QoS 1";
        names[0x02] = "granted QoS 2";
        names[DisconnectWithWill] = "disconnect with will message";
        names[NoMatchingSubscribers] = "no matching subscribers";
        names[NoSubscriptionExisted] = "no subscription existed";
        names[ContinueAuthentication] = "continue authentication";
        names[ReAuthenticate] = "re-authenticate";
        string[] failures =
        [
            "unspecified error", "malformed packet", "protocol error", "implementation specific error", "unsupported protocol version",
            "client identifier not valid", "bad user name or password", "not authorized", "server unavailable", "server busy", "banned",
            "server shutting down", "bad authentication method", "keep alive timeout", "session taken over", "topic filter invalid",
            "topic name invalid", "packet identifier in use", "packet identifier not found",
                "receive maximum exceeded", "topic alias invalid",
            "packet too large", "message rate too high", "quota exceeded", "administrative action", "payload format invalid",
            "retain not supported", "QoS not supported", "use another server", "server moved", "shared subscriptions not supported",
            "connection rate exceeded", "maximum connect time", "subscription identifiers not supported",
                "wildcard subscriptions not supported",
        ];
        failures.CopyTo(names, Unspecified);
        return names;
    }
}
