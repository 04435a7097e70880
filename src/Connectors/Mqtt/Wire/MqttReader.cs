using System.Buffers.Binary;

namespace HotStream.Mqtt;

/// <summary>
/// Reads fields one after the other. Never throws: the first thing that is wrong is kept in <see cref="Error"/>, from then on every field
/// is empty, and the caller looks once, at the end.
/// </summary>
internal ref struct MqttReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public MqttError Error { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public void Fail(MqttError error)
    {
        if (Error == MqttError.None)
        {
            Error = error;
        }

        _rest = default;
    }

    public byte Byte() => Take(1) is [byte value] ? value : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    /// <summary>A packet identifier, which must not be 0.</summary>
    public ushort PacketId()
    {
        ushort id = UInt16();
        if (id == 0)
        {
            Fail(MqttError.ZeroPacketId); // does nothing when the bytes had run out already
        }

        return id;
    }

    /// <summary>Up to four bytes of seven bits each.</summary>
    public int VariableInt()
    {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            byte next = Byte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return Error == MqttError.None ? value : 0;
            }
        }

        Fail(MqttError.MalformedLength);
        return 0;
    }

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    public ReadOnlySpan<byte> Text()
    {
        ReadOnlySpan<byte> text = Binary();
        MqttError error = MqttText.Check(text);
        if (error != MqttError.None)
        {
            Fail(error);
            return default;
        }

        return text;
    }

    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    /// <summary>The properties of a packet, checked; none in 3.1.1.</summary>
    public MqttProperties Properties(MqttVersion version, MqttPropertyPlace place)
    {
        if (version != MqttVersion.V5)
        {
            return default;
        }

        int length = VariableInt();
        if (length > _rest.Length)
        {
            Fail(MqttError.PropertiesTooLong);
            return default;
        }

        var properties = new MqttProperties(Take(length));
        MqttError error = properties.Check(place);
        if (error != MqttError.None)
        {
            Fail(error);
            return default;
        }

        return properties;
    }

    /// <summary>The first error, bytes left over included.</summary>
    public MqttError Finish()
    {
        if (!_rest.IsEmpty)
        {
            Fail(MqttError.TrailingBytes);
        }

        return Error;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Fail(MqttError.Truncated);
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
