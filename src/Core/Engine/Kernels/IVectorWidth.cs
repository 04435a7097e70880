namespace HotStream;

/// <summary>
/// The six primitive scans every kernel is built from, over exactly 64 bytes (one cache line). <see cref="ScalarWidth"/> is the
/// definition; the 128, 256 and 512 bit forms must return the same bits for every input, which the kernel contract tests check.
/// Callers guarantee that all 64 bytes are readable.
/// </summary>
internal unsafe interface IVectorWidth
{
    /// <summary>Name under which <c>HOTSTREAM_KERNEL</c> forces this width.</summary>
    static abstract string Name { get; }

    /// <summary>Whether the processor runs this width natively.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Bit i is set when byte i equals <paramref name="value"/>.</summary>
    static abstract ulong EqualBytes(byte* line, byte value);

    /// <summary>Bit i is set when byte i is ASCII and no control character below the blank: 0x20 to 0x7F.</summary>
    static abstract ulong Printable(byte* line);

    /// <summary>Bit i is set when the highest bit of byte i is: it is no ASCII.</summary>
    static abstract ulong HighBits(byte* line);

    /// <summary>Bit i is set when byte i is ASCII white space: 0x09 to 0x0D, or 0x20.</summary>
    static abstract ulong Blanks(byte* line);

    /// <summary>Bit i (of 8) is set when 64-bit word i equals <paramref name="key"/>.</summary>
    static abstract uint EqualWords(ulong* line, ulong key);

    /// <summary>
    /// Bit 2i (of 8) is set when the pair of words (2i, 2i+1), of the first only the bits of <paramref name="mask"/>, equals
    /// <paramref name="pair"/>.
    /// </summary>
    static abstract uint EqualPairs(ulong* line, ulong* pair, ulong mask);
}
