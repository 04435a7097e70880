namespace HotStream.Fuzz.Targets;

/// <summary>Reads operations and their operands off an input; at its end everything is zero.</summary>
internal ref struct OperationReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            return 0;
        }

        byte next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    public ulong Word()
    {
        ulong word = 0;
        for (int i = 0; i < 8; i++)
        {
            word |= (ulong)Byte() << (8 * i);
        }

        return word;
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        length = Math.Min(length, _rest.Length);
        ReadOnlySpan<byte> bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
