using System.Buffers.Binary;

namespace HotStream.Mqtt;

/// <summary>
/// A PUBLISH, as offsets into its packet, so that topic and payload can become slices of the block they were received in. Properties are
/// checked and stay where they are.
/// </summary>
internal readonly struct MqttPublish
{
    public byte Qos { get; private init; }

    public bool Retain { get; private init; }

    public bool Duplicate { get; private init; }

    /// <summary>0 for QoS 0.</summary>
    public ushort PacketId { get; private init; }

    /// <summary>0 when there is none.</summary>
    public ushort TopicAlias { get; private init; }

    public int TopicStart { get; private init; }

    public int TopicLength { get; private init; }

    public int PropertiesStart { get; private init; }

    public int PropertiesLength { get; private init; }

    public int PayloadStart { get; private init; }

    public int PayloadLength { get; private init; }

    /// <summary>Reads a packet whose frame says that it is a PUBLISH.</summary>
    /// <param name="packet">From the first byte of the packet on; at least <see cref="MqttFrame.Length"/> bytes.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="version">Version of the connection.</param>
    /// <param name="publish">What it says.</param>
    public static MqttError TryRead(ReadOnlySpan<byte> packet, in MqttFrame frame, MqttVersion version, out MqttPublish publish)
    {
        publish = default;
        int qos = (frame.Flags >> 1) & 3;
        int topicStart = frame.HeaderLength + 2;
        int end = frame.Length;
        if (qos == 3 || (qos == 0 && (frame.Flags & 8) != 0))
        {
            return qos == 3 ? MqttError.BadQos : MqttError.DuplicateWithoutQos;
        }

        if (topicStart > end)
        {
            return MqttError.Truncated;
        }

        int topicLength = BinaryPrimitives.ReadUInt16BigEndian(packet[frame.HeaderLength..]);
        int at = topicStart + topicLength + (qos == 0 ? 0 : 2);
        if (at > end)
        {
            return MqttError.Truncated;
        }

        MqttError error = MqttText.CheckTopic(packet.Slice(topicStart, topicLength));
        if (error != MqttError.None)
        {
            return error;
        }

        ushort packetId = qos == 0 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(packet[(at - 2)..]);
        if (qos > 0 && packetId == 0)
        {
            return MqttError.ZeroPacketId;
        }

        int propertiesStart = at;
        int propertiesLength = 0;
        ushort alias = 0;
        if (version == MqttVersion.V5)
        {
            error = ReadProperties(packet[at..end], out int prefix, out propertiesLength, out alias);
            if (error != MqttError.None)
            {
                return error;
            }

            propertiesStart += prefix;
            at = propertiesStart + propertiesLength;
        }

        if (topicLength == 0 && alias == 0)
        {
            return MqttError.EmptyTopic;
        }

        publish = new MqttPublish
        {
            Qos = (byte)qos,
            Retain = (frame.Flags & 1) != 0,
            Duplicate = (frame.Flags & 8) != 0,
            PacketId = packetId,
            TopicAlias = alias,
            TopicStart = topicStart,
            TopicLength = topicLength,
            PropertiesStart = propertiesStart,
            PropertiesLength = propertiesLength,
            PayloadStart = at,
            PayloadLength = end - at,
        };
        return MqttError.None;
    }

    private static MqttError ReadProperties(ReadOnlySpan<byte> rest, out int prefix, out int length, out ushort alias)
    {
        alias = 0;
        if (!rest.IsEmpty && rest[0] == 0)
        {
            prefix = 1;
            length = 0;
            return MqttError.None;
        }

        var reader = new MqttReader(rest);
        MqttProperties properties = reader.Properties(MqttVersion.V5, MqttPropertyPlace.Publish);
        length = properties.Bytes.Length;
        prefix = rest.Length - reader.Left - length;
        if (reader.Error == MqttError.None && properties.TryGetNumber(MqttPropertyId.TopicAlias, out uint number))
        {
            alias = (ushort)number;
            return alias == 0 ? MqttError.UnknownTopicAlias : MqttError.None;
        }

        return reader.Error;
    }
}
