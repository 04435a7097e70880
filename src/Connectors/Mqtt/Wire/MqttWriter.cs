using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>
/// Writes packets. Properties are given as they stand on the wire: make them with <see cref="MqttPropertyWriter"/>; 3.1.1 leaves them out.
/// </summary>
internal static class MqttWriter
{
    public static void Connect(IBufferWriter<byte> destination, in MqttConnect connect)
    {
        var output = new MqttOutput(destination, MqttPacketType.Connect, 0, connect.BodyLength);
        connect.Write(ref output);
        output.End();
    }

    public static void ConnAck(IBufferWriter<byte> destination, MqttVersion version, bool sessionPresent, byte code,
        MqttProperties properties = default)
    {
        var output = new MqttOutput(destination, MqttPacketType.ConnAck, 0, 2 + MqttOutput.SizeOf(version, properties));
        output.Byte(sessionPresent ? (byte)1 : (byte)0);
        output.Byte(code);
        output.Properties(version, properties);
        output.End();
    }

    /// <param name="destination">Where it goes.</param>
    /// <param name="version">Version of the connection.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="qos">0 to 2.</param>
    /// <param name="packetId">Not 0 when <paramref name="qos"/> is not.</param>
    /// <param name="retain">Whether the server keeps it for later subscribers.</param>
    /// <param name="duplicate">Whether it was sent before.</param>
    /// <param name="properties">Of MQTT 5.</param>
    public static void Publish(
        IBufferWriter<byte> destination, MqttVersion version, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload,
        int qos = 0, ushort packetId = 0, bool retain = false, bool duplicate = false, MqttProperties properties = default)
    {
        int flags = (duplicate ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
        int length = 2 + topic.Length + (qos > 0 ? 2 : 0) + MqttOutput.SizeOf(version, properties) + payload.Length;
        var output = new MqttOutput(destination, MqttPacketType.Publish, flags, length);
        output.Block(topic);
        if (qos > 0)
        {
            output.UInt16(packetId);
        }

        output.Properties(version, properties);
        output.Bytes(payload);
        output.End();
    }

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT or AUTH, in its shortest form.</summary>
    public static void Ack(
        IBufferWriter<byte> destination, MqttPacketType type, MqttVersion version, ushort packetId = 0, byte reason = MqttReason.Success,
        MqttProperties properties = default)
    {
        bool hasId = type is not (MqttPacketType.Disconnect or MqttPacketType.Auth);
        bool hasProperties = version == MqttVersion.V5 && !properties.IsEmpty;
        bool hasReason = version == MqttVersion.V5 && (reason != MqttReason.Success || hasProperties);
        int length = (hasId ? 2 : 0) + (hasReason ? 1 : 0) + (hasProperties ? MqttOutput.SizeOf(version, properties) : 0);
        var output = new MqttOutput(destination, type, type == MqttPacketType.PubRel ? 2 : 0, length);
        if (hasId)
        {
            output.UInt16(packetId);
        }

        if (hasReason)
        {
            output.Byte(reason);
        }

        if (hasProperties)
        {
            output.Properties(version, properties);
        }

        output.End();
    }

    /// <summary>SUBSCRIBE or UNSUBSCRIBE; the options of the latter are left out.</summary>
    public static void Subscribe(
        IBufferWriter<byte> destination, MqttPacketType type, MqttVersion version, ushort packetId,
        IReadOnlyList<(byte[] Filter, byte Options)> filters,
        MqttProperties properties = default)
    {
        bool hasOptions = type == MqttPacketType.Subscribe;
        int length = 2 + MqttOutput.SizeOf(version, properties);
        foreach ((byte[] filter, _) in filters)
        {
            length += 2 + filter.Length + (hasOptions ? 1 : 0);
        }

        var output = new MqttOutput(destination, type, 2, length);
        output.UInt16(packetId);
        output.Properties(version, properties);
        foreach ((byte[] filter, byte options) in filters)
        {
            output.Block(filter);
            if (hasOptions)
            {
                output.Byte(options);
            }
        }

        output.End();
    }

    /// <summary>SUBACK or UNSUBACK; the UNSUBACK of 3.1.1 has no codes.</summary>
    public static void SubAck(
        IBufferWriter<byte> destination, MqttPacketType type, MqttVersion version, ushort packetId, ReadOnlySpan<byte> codes,
        MqttProperties properties = default)
    {
        ReadOnlySpan<byte> written = type == MqttPacketType.UnsubAck && version != MqttVersion.V5 ? default : codes;
        var output = new MqttOutput(destination, type, 0, 2 + MqttOutput.SizeOf(version, properties) + written.Length);
        output.UInt16(packetId);
        output.Properties(version, properties);
        output.Bytes(written);
        output.End();
    }

    /// <summary>PINGREQ or PINGRESP.</summary>
    public static void Ping(IBufferWriter<byte> destination, MqttPacketType type) => new MqttOutput(destination, type, 0, 0).End();
}
