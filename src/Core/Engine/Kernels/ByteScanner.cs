namespace HotStream;

/// <summary>
/// Finds every delimiter of a piece of text at once and writes their positions, in order. The bits of 64 bytes are
/// flattened without a branch per position: a search call per token is ten to fifty times slower (Micro/ScanBench).
/// Rules for callers: 63 bytes past the end must be readable (slabs guarantee it), and <c>positions</c> must have room for
/// <c>length + Slack</c> entries, because a block's unconditional writes may run ahead of the count.
/// </summary>
internal abstract unsafe class ByteScanner
{
    /// <summary>Entries of scratch that a scan may write beyond the last position.</summary>
    public const int Slack = 64;

    /// <summary>Positions of <paramref name="value"/> in the text; returns how many.</summary>
    public abstract int FindAll(byte* text, int length, byte value, int* positions);

    /// <summary>Positions of either of two bytes in the text; returns how many.</summary>
    public abstract int FindEither(byte* text, int length, byte first, byte second, int* positions);

    /// <summary>Positions of ASCII white space in the text; returns how many.</summary>
    public abstract int FindBlanks(byte* text, int length, int* positions);
}
