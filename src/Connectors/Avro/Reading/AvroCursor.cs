using System.Buffers.Binary;

namespace HotStream.Avro;

/// <summary>Reads Avro's binary encoding from bytes. What cannot be throws <see cref="InvalidDataException"/>.</summary>
internal ref struct AvroCursor(ReadOnlySpan<byte> bytes)
{
    private const int VarintBytes = 10;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Bytes that were not read yet.</summary>
    public readonly int Left => _bytes.Length - _at;

    public long ReadLong()
    {
        ulong value = 0;
        for (int i = 0; i < VarintBytes; i++)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return i == VarintBytes - 1 && next > 1 ? throw new InvalidDataException("A number is longer than 64 bits.")
                    : (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException("A number is longer than 64 bits.");
    }

    public int ReadInt()
    {
        long value = ReadLong();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value
            : throw new InvalidDataException($"{value} stands where an int is expected.");
    }

    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new InvalidDataException($"{other} stands where a boolean is expected."),
    };

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(ReadFixed(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(ReadFixed(sizeof(double)));

    public ReadOnlySpan<byte> ReadBytes()
    {
        long length = ReadLong();
        return length >= 0 && length <= Left ? ReadFixed((int)length)
            : throw new InvalidDataException($"Something has {length} bytes where {Left} are left.");
    }

    public ReadOnlySpan<byte> ReadFixed(int length)
    {
        if (length > Left)
        {
            throw new InvalidDataException($"{length} bytes are expected where {Left} are left.");
        }

        ReadOnlySpan<byte> read = _bytes.Slice(_at, length);
        _at += length;
        return read;
    }

    /// <summary>The size of the next part of an array or a map; 0 at its end.</summary>
    /// <param name="bytes">Its bytes; -1 where they are not said.</param>
    public int ReadCount(out long bytes)
    {
        long count = ReadLong();
        bytes = count < 0 ? ReadLong() : -1;
        if (count < 0 && bytes is < 0 || bytes > Left)
        {
            throw new InvalidDataException($"A part of a list has {bytes} bytes where {Left} are left.");
        }

        count = count == long.MinValue ? long.MaxValue : Math.Abs(count);
        return count <= Left ? (int)count : throw new InvalidDataException($"A list has {count} elements where {Left} bytes are left.");
    }

    private byte ReadByte() => _at < _bytes.Length ? _bytes[_at++]
        : throw new InvalidDataException("A value goes on where no bytes are left.");
}
