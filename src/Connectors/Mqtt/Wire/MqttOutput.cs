using System.Buffers;
using System.Buffers.Binary;

namespace HotStream.Mqtt;

/// <summary>
/// Writes one packet whose length is known beforehand: fixed header first, then field after field, then <see cref="End"/>.
/// </summary>
internal ref struct MqttOutput
{
    /// <summary>Most bytes that may follow a fixed header.</summary>
    public const int BodyMax = (1 << 28) - 1;

    private readonly IBufferWriter<byte> _destination;
    private readonly Span<byte> _packet;
    private int _at;

    /// <summary>Begins a packet.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="type">Its type.</param>
    /// <param name="flags">Low half of the first byte.</param>
    /// <param name="bodyLength">Bytes that follow the fixed header.</param>
    /// <exception cref="ArgumentOutOfRangeException">The body is longer than MQTT allows.</exception>
    public MqttOutput(IBufferWriter<byte> destination, MqttPacketType type, int flags, int bodyLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bodyLength, BodyMax);
        _destination = destination;
        int total = 1 + SizeOf(bodyLength) + bodyLength;
        _packet = destination.GetSpan(total)[..total];
        Byte((byte)(((int)type << 4) | flags));
        VariableInt(bodyLength);
    }

    /// <summary>Bytes of a number written in seven-bit groups.</summary>
    public static int SizeOf(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;

    /// <summary>Bytes of properties with their length; none in 3.1.1.</summary>
    public static int SizeOf(MqttVersion version, MqttProperties properties) =>
        version == MqttVersion.V5 ? SizeOf(properties.Bytes.Length) + properties.Bytes.Length : 0;

    public void Byte(byte value) => _packet[_at++] = value;

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_packet[_at..], value);
        _at += 2;
    }

    public void VariableInt(int value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    /// <summary>A text or data with its length in two bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Longer than 65535 bytes.</exception>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, ushort.MaxValue);
        UInt16((ushort)bytes.Length);
        Bytes(bytes);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_packet[_at..]);
        _at += bytes.Length;
    }

    public void Properties(MqttVersion version, MqttProperties properties)
    {
        if (version == MqttVersion.V5)
        {
            VariableInt(properties.Bytes.Length);
            Bytes(properties.Bytes);
        }
    }

    /// <summary>The packet is complete.</summary>
    public readonly void End()
    {
        System.Diagnostics.Debug.Assert(_at == _packet.Length, "The length of a packet was not that of its fields.");
        _destination.Advance(_packet.Length);
    }
}
