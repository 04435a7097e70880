namespace HotStream.Flume;

/// <summary>
/// Reads Avro's binary form: numbers in zigzag, seven bits an octet, the lowest first; bytes and texts with their length before them. What
/// is not there, or cannot be, makes it fail for good; nothing is thrown.
/// </summary>
internal ref struct AvroReader(ReadOnlySpan<byte> bytes)
{
    private const int LongOctets = 10;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Whether something was not there.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Octets read.</summary>
    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    public long Long()
    {
        ulong value = 0;
        for (int i = 0; i < LongOctets && Position < _bytes.Length && !HasFailed; i++)
        {
            byte octet = _bytes[Position++];
            if (i == LongOctets - 1 && octet > 1)
            {
                break; // more than 64 bits
            }

            value |= (ulong)(octet & 0x7F) << (7 * i);
            if (octet < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        HasFailed = true;
        return 0;
    }

    /// <summary>Octets of a number that is known.</summary>
    public ReadOnlySpan<byte> Fixed(int length)
    {
        if (HasFailed || length > _bytes.Length - Position)
        {
            HasFailed = true;
            return default;
        }

        Position += length;
        return _bytes.Slice(Position - length, length);
    }

    /// <summary>Bytes or a text.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        long length = Long();
        if (length < 0 || length > _bytes.Length - Position)
        {
            HasFailed = true;
            return default;
        }

        return Fixed((int)length);
    }

    /// <summary>
    /// How many items the next block of an array or map has; 0 behind the last one. A negative number is followed by the octets of the
    /// block, which we do not need.
    /// </summary>
    public long Block()
    {
        long count = Long();
        if (count >= 0)
        {
            return count;
        }

        long octets = Long(); // may fail itself
        HasFailed |= octets < 0 || count == long.MinValue;
        return HasFailed ? 0 : -count;
    }

    /// <summary>Passes over a map of texts or bytes.</summary>
    public void SkipMap()
    {
        for (long count = Block(); count > 0 && !HasFailed; count = Block())
        {
            for (; count > 0 && !HasFailed; count--)
            {
                Bytes();
                Bytes();
            }
        }
    }
}
