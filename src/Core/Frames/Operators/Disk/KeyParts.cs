namespace HotStream;

/// <summary>
/// Which part of <see cref="Count"/> a key belongs to: bits of its stable hash, others at each level, so that the keys of one part are
/// dealt to all parts of the next level.
/// </summary>
internal sealed class KeyParts : IDisposable
{
    public const int Count = 1 << Bits;

    /// <summary>Levels there are bits for. Keys that are together there are one, or have the same hash.</summary>
    public const int Levels = 32 / Bits;

    private const int Bits = 4;

    private readonly KeyEncoder _encoder = new();

    /// <summary>The part of a hash.</summary>
    public static int Of(uint hash, int level) =>
        (int)(hash * 0x9E3779B97F4A7C15UL >> (64 - (Bits * (level + 1)))) & (Count - 1); // the high half of the product depends on all bits

    /// <summary>The parts of the rows that are meant.</summary>
    public void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int level, Span<byte> parts)
    {
        for (int start = 0; start < rows.Count; start += KeyIndex<Utf8Slice>.BlockSize)
        {
            int count = Math.Min(KeyIndex<Utf8Slice>.BlockSize, rows.Count - start);
            ReadOnlySpan<Utf8Slice> encoded = _encoder.Encode(keys, rows, start, count);
            for (int i = 0; i < count; i++)
            {
                parts[start + i] = (byte)Of(StableHash.Of(encoded[i]), level);
            }
        }
    }

    public void Dispose() => _encoder.Dispose();
}
