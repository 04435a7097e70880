namespace HotStream.Mqtt;

/// <summary>The fixed header of a packet: its type, its flags and where it ends.</summary>
internal readonly record struct MqttFrame(MqttPacketType Type, byte Flags, int HeaderLength, int Length)
{
    /// <summary>Bytes that a PUBLISH may have beside its payload: a topic of 64 KiB, and as much of properties.</summary>
    public const int HeadersBytesMax = 128 * 1024;

    /// <summary>Longest fixed header, in bytes.</summary>
    public const int HeaderMax = 5;

    /// <summary>
    /// Reads the fixed header at the start of received bytes. <see cref="MqttError.Incomplete"/> until the whole packet is there;
    /// <paramref name="frame"/> is filled as soon as the header is, so that the caller knows how much to wait for.
    /// </summary>
    /// <param name="bytes">Received bytes.</param>
    /// <param name="packetMax">Longest packet, header included.</param>
    /// <param name="frame">The header; its length is 0 while it is not complete.</param>
    public static MqttError TryRead(ReadOnlySpan<byte> bytes, int packetMax, out MqttFrame frame)
    {
        if (bytes.Length >= 2 && bytes[1] < 0x80 && 2 + bytes[1] <= bytes.Length && 2 + bytes[1] <= packetMax)
        {
            frame = new MqttFrame((MqttPacketType)(bytes[0] >> 4), (byte)(bytes[0] & 15), 2, 2 + bytes[1]);
            return frame.Type == MqttPacketType.Publish ? MqttError.None : CheckFlags(frame);
        }

        return TryReadAny(bytes, packetMax, out frame);
    }

    private static MqttError TryReadAny(ReadOnlySpan<byte> bytes, int packetMax, out MqttFrame frame)
    {
        frame = default;
        int length = 0;
        for (int i = 1; ; i++)
        {
            if (i == HeaderMax)
            {
                return MqttError.MalformedLength;
            }

            if (i >= bytes.Length)
            {
                return MqttError.Incomplete;
            }

            length |= (bytes[i] & 0x7F) << (7 * (i - 1));
            if (bytes[i] < 0x80)
            {
                frame = new MqttFrame((MqttPacketType)(bytes[0] >> 4), (byte)(bytes[0] & 15), i + 1, i + 1 + length);
                break;
            }
        }

        MqttError flags = CheckFlags(frame);
        return flags != MqttError.None ? flags
            : frame.Length > packetMax ? MqttError.PacketTooLarge
            : frame.Length > bytes.Length ? MqttError.Incomplete
            : MqttError.None;
    }

    private static MqttError CheckFlags(in MqttFrame frame) => frame.Type switch
    {
        0 => MqttError.UnknownType,
        MqttPacketType.Publish => MqttError.None, // its flags mean something: MqttPublish looks
        MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe =>
            frame.Flags == 2 ? MqttError.None : MqttError.BadFlags,
        _ => frame.Flags == 0 ? MqttError.None : MqttError.BadFlags,
    };
}
