namespace HotStream.Mqtt;

/// <summary>CONNECT (MQTT 5.0, 3.1; MQTT 3.1.1, 3.1). Spans lie in the packet.</summary>
internal readonly ref struct MqttConnect
{
    private const byte OldLevel = 3;
    private const int UserNameFlag = 0x80;
    private const int PasswordFlag = 0x40;
    private const int WillRetainFlag = 0x20;
    private const int WillFlag = 0x04;
    private const int CleanStartFlag = 0x02;

    public MqttVersion Version { get; init; }

    public bool CleanStart { get; init; }

    /// <summary>0: none.</summary>
    public ushort KeepAliveSeconds { get; init; }

    public ReadOnlySpan<byte> ClientId { get; init; }

    public MqttProperties Properties { get; init; }

    public bool HasWill { get; init; }

    public byte WillQos { get; init; }

    public bool WillRetain { get; init; }

    public MqttProperties WillProperties { get; init; }

    public ReadOnlySpan<byte> WillTopic { get; init; }

    public ReadOnlySpan<byte> WillPayload { get; init; }

    public bool HasUserName { get; init; }

    public ReadOnlySpan<byte> UserName { get; init; }

    public bool HasPassword { get; init; }

    public ReadOnlySpan<byte> Password { get; init; }

    private static ReadOnlySpan<byte> ProtocolName => "MQTT"u8;

    /// <summary>Of MQTT 3.1, which differs from 3.1.1 in nothing else that a server sees: it is read as 3.1.1.</summary>
    private static ReadOnlySpan<byte> OldProtocolName => "MQIsdp"u8;

    public int Flags => (HasUserName ? UserNameFlag : 0) | (HasPassword ? PasswordFlag : 0) | (HasWill ? WillFlag | (WillQos << 3) : 0)
        | (HasWill && WillRetain ? WillRetainFlag : 0) | (CleanStart ? CleanStartFlag : 0);

    public int BodyLength => 2 + ProtocolName.Length + 4 + MqttOutput.SizeOf(Version, Properties) + 2 + ClientId.Length
        + (HasWill ? MqttOutput.SizeOf(Version, WillProperties) + 4 + WillTopic.Length + WillPayload.Length : 0)
        + (HasUserName ? 2 + UserName.Length : 0) + (HasPassword ? 2 + Password.Length : 0);

    /// <summary>Reads the body of a CONNECT.</summary>
    public static MqttError TryRead(ReadOnlySpan<byte> body, out MqttConnect connect)
    {
        connect = default;
        var reader = new MqttReader(body);
        ReadOnlySpan<byte> name = reader.Binary();
        bool isOld = name.SequenceEqual(OldProtocolName);
        if (!isOld && !name.SequenceEqual(ProtocolName))
        {
            reader.Fail(MqttError.BadProtocolName);
        }

        byte level = reader.Byte();
        var version = isOld && level == OldLevel ? MqttVersion.V311 : isOld ? 0 : (MqttVersion)level;
        if (version is not (MqttVersion.V311 or MqttVersion.V5))
        {
            reader.Fail(MqttError.BadProtocolVersion);
        }

        int flags = reader.Byte();
        if (!FlagsAgree(flags, version))
        {
            reader.Fail(MqttError.BadConnectFlags);
        }

        ushort keepAlive = reader.UInt16();
        bool hasWill = (flags & WillFlag) != 0;
        bool hasUserName = (flags & UserNameFlag) != 0;
        bool hasPassword = (flags & PasswordFlag) != 0;
        connect = new MqttConnect
        {
            Version = version,
            CleanStart = (flags & CleanStartFlag) != 0,
            KeepAliveSeconds = keepAlive,
            Properties = reader.Properties(version, MqttPropertyPlace.Connect),
            ClientId = reader.Text(),
            HasWill = hasWill,
            WillQos = (byte)((flags >> 3) & 3),
            WillRetain = (flags & WillRetainFlag) != 0,
            WillProperties = hasWill ? reader.Properties(version, MqttPropertyPlace.Will) : default,
            WillTopic = hasWill ? ReadTopic(ref reader) : default,
            WillPayload = hasWill ? reader.Binary() : default,
            HasUserName = hasUserName,
            UserName = hasUserName ? reader.Text() : default,
            HasPassword = hasPassword,
            Password = hasPassword ? reader.Binary() : default,
        };
        return reader.Finish();
    }

    public void Write(ref MqttOutput output)
    {
        output.Block(ProtocolName);
        output.Byte((byte)Version);
        output.Byte((byte)Flags);
        output.UInt16(KeepAliveSeconds);
        output.Properties(Version, Properties);
        output.Block(ClientId);
        if (HasWill)
        {
            output.Properties(Version, WillProperties);
            output.Block(WillTopic);
            output.Block(WillPayload);
        }

        if (HasUserName)
        {
            output.Block(UserName);
        }

        if (HasPassword)
        {
            output.Block(Password);
        }
    }

    private static bool FlagsAgree(int flags, MqttVersion version)
    {
        bool hasWill = (flags & WillFlag) != 0;
        int willBits = (flags >> 3) & 7; // QoS and retain
        return (flags & 1) == 0 && (willBits & 3) != 3 && (hasWill || willBits == 0)
            && (version == MqttVersion.V5 || (flags & PasswordFlag) == 0 || (flags & UserNameFlag) != 0);
    }

    private static ReadOnlySpan<byte> ReadTopic(scoped ref MqttReader reader)
    {
        ReadOnlySpan<byte> topic = reader.Binary();
        MqttError error = topic.IsEmpty ? MqttError.EmptyTopic : MqttText.CheckTopic(topic);
        if (error != MqttError.None)
        {
            reader.Fail(error);
        }

        return topic;
    }
}
