using System.Text;
using HotStream.Mqtt;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// MQTT packets from bytes nobody vouches for: the first byte chooses the version. What is accepted must be written again so that it reads
/// the same; a packet of 3.1.1 without its version must mean the same in 5; no prefix of a good packet may be taken for a packet; a PUBLISH
/// must agree with a slow reader.
/// </summary>
internal sealed class MqttCodecTarget : IFuzzTarget
{
    public string Name => "mqtt-codec";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [4, 0x30, 9, 0, 3, .. "a/b"u8, .. "text"u8],
        [4, 0x3D, 8, 0, 3, .. "a/b"u8, 0, 7, (byte)'x'],
        [5, 0x32, 16, 0, 1, (byte)'t', 0, 1, 6, 0x23, 0, 2, 0x01, 1, 0x0B, .. "text"u8],
        [5, 0x10, 31, 0, 4, .. "MQTT"u8, 5, 0xC6, 0, 60, 3, 0x21, 0, 9, 0, 1, (byte)'c', 0, 0, 1, (byte)'w', 0, 0, 0, 1,
            (byte)'u', 0, 1, (byte)'p'],
        [4, 0x10, 14, 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, 2, (byte)'i', (byte)'d'],
        [5, 0x20, 8, 0, 0, 5, 0x27, 0, 0, 1, 0],
        [4, 0x20, 2, 1, 0],
        [5, 0x62, 3, 0, 1, 0x92],
        [4, 0x40, 2, 0, 1],
        [5, 0x82, 12, 0, 1, 0, 0, 6, .. "a/+/b#"u8, 0x2D],
        [4, 0x82, 8, 0, 1, 0, 3, .. "a/#"u8, 1],
        [5, 0x90, 4, 0, 1, 0, 0x87],
        [5, 0xE0, 2, 0x8E, 0],
        [5, 0xF0, 2, 0x18, 0],
        [4, 0xC0, 0],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        MqttVersion version = input[0] % 2 == 0 ? MqttVersion.V311 : MqttVersion.V5;
        ReadOnlySpan<byte> bytes = input[1..];
        MqttError error = MqttRewrite.Run(bytes, version, version, out byte[] written);
        if (error != MqttError.None)
        {
            Check.Same(false, string.IsNullOrEmpty(MqttErrors.Describe(error)), "every error has words");
            return;
        }

        Check.Same(MqttError.None, MqttRewrite.Run(written, version, version, out byte[] again), "what was written is read");
        Check.Same(written.AsSpan(), again, "a packet written twice");
        for (int length = 0; length < written.Length; length++)
        {
            Check.Same(MqttError.Incomplete, MqttRewrite.Run(written.AsSpan(0, length), version, version, out _),
                "a part of a packet", length);
        }

        var type = (MqttPacketType)(bytes[0] >> 4);
        if (version == MqttVersion.V311 && type is not (MqttPacketType.Connect or MqttPacketType.ConnAck or MqttPacketType.UnsubAck))
        {
            Check.Same(MqttError.None, MqttRewrite.Run(written, version, MqttVersion.V5, out byte[] newer), "the packet in MQTT 5");
            Check.Same(MqttError.None, MqttRewrite.Run(newer, MqttVersion.V5, version, out byte[] back), "the packet of MQTT 5");
            Check.Same(written.AsSpan(), back, "from 3.1.1 to 5 and back");
        }

        if (type == MqttPacketType.Publish)
        {
            CheckPublish(written, version);
        }
    }

    /// <summary>Reads a PUBLISH as the standard describes it, a byte after the other.</summary>
    private static void CheckPublish(byte[] packet, MqttVersion version)
    {
        _ = MqttFrame.TryRead(packet, int.MaxValue, out MqttFrame frame);
        _ = MqttPublish.TryRead(packet, frame, version, out MqttPublish publish);
        using var reader = new BinaryReader(new MemoryStream(packet));
        int first = reader.ReadByte();
        int length = reader.Read7BitEncodedInt();
        Check.Same(packet.Length, (int)reader.BaseStream.Position + length, "the length of the packet");
        byte[] topic = reader.ReadBytes((reader.ReadByte() << 8) | reader.ReadByte());
        Check.Same(topic.AsSpan(), packet.AsSpan(publish.TopicStart, publish.TopicLength), "topic");
        Check.Same(Encoding.UTF8.GetString(topic), new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(topic), "topic as text");
        Check.Same((first >> 1) & 3, publish.Qos, "QoS");
        Check.Same((first & 1) != 0, publish.Retain, "retain");
        Check.Same(publish.Qos == 0 ? 0 : (reader.ReadByte() << 8) | reader.ReadByte(), publish.PacketId, "packet identifier");
        byte[] properties = version == MqttVersion.V5 ? reader.ReadBytes(reader.Read7BitEncodedInt()) : [];
        Check.Same(properties.AsSpan(), packet.AsSpan(publish.PropertiesStart, publish.PropertiesLength), "properties");
        Check.Same(reader.ReadBytes(packet.Length).AsSpan(), packet.AsSpan(publish.PayloadStart, publish.PayloadLength), "payload");
    }
}
