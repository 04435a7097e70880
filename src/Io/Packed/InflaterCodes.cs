namespace HotStream.Io;

/// <summary>The symbols of deflate, and the codes that every block may use without describing them (RFC 1951).</summary>
internal sealed class InflaterCodes
{
    public const int LengthSymbols = 288;
    public const int DistanceSymbols = 32;
    public const int CodeLengthSymbols = 19;
    public const int EndOfBlock = 256;
    public const int LengthRootBits = 10;
    public const int DistanceRootBits = 8;
    public const int CodeLengthRootBits = 7;

    public InflaterCodes()
    {
        Span<byte> lengths = stackalloc byte[LengthSymbols];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        FixedLengths.TryMake(lengths, mayBeEmpty: false);
        lengths[..DistanceSymbols].Fill(5);
        FixedDistances.TryMake(lengths[..DistanceSymbols], mayBeEmpty: false);
    }

    /// <summary>The order in which a block gives lengths of the code of lengths.</summary>
    public static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Literals, the end of a block, lengths of what is repeated.</summary>
    public static uint[] LengthEntries { get; } = Lengths();

    /// <summary>How far back it lies.</summary>
    public static uint[] DistanceEntries { get; } = Distances();

    /// <summary>Lengths of codes.</summary>
    public static uint[] CodeLengthEntries { get; } =
        [.. Enumerable.Range(0, CodeLengthSymbols).Select(symbol => HuffmanCode.Entry(symbol))];

    public HuffmanCode FixedLengths { get; } = new(LengthEntries, LengthRootBits);

    public HuffmanCode FixedDistances { get; } = new(DistanceEntries, DistanceRootBits);

    private static uint[] Lengths()
    {
        var entries = new uint[LengthSymbols];
        for (int symbol = 0; symbol < EndOfBlock; symbol++)
        {
            entries[symbol] = HuffmanCode.Entry(symbol, flags: HuffmanCode.Literal);
        }

        entries[EndOfBlock] = HuffmanCode.Entry(0, flags: HuffmanCode.End);
        int length = 3;
        for (int symbol = EndOfBlock + 1; symbol < 285; symbol++)
        {
            int extra = Math.Max(0, ((symbol - EndOfBlock - 1) / 4) - 1);
            entries[symbol] = HuffmanCode.Entry(length, extra);
            length += 1 << extra;
        }

        entries[285] = HuffmanCode.Entry(258);
        entries[286] = entries[287] = HuffmanCode.Entry(0, flags: HuffmanCode.Wrong);
        return entries;
    }

    private static uint[] Distances()
    {
        var entries = new uint[DistanceSymbols];
        int distance = 1;
        for (int symbol = 0; symbol < 30; symbol++)
        {
            int extra = Math.Max(0, (symbol / 2) - 1);
            entries[symbol] = HuffmanCode.Entry(distance, extra);
            distance += 1 << extra;
        }

        entries[30] = entries[31] = HuffmanCode.Entry(0, flags: HuffmanCode.Wrong);
        return entries;
    }
}
