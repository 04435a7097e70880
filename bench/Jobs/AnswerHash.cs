namespace HotStream.Bench;

/// <summary>Hashes for answer checksums. Plain on purpose: duckdb.mjs repeats the word form in JavaScript.</summary>
internal static class AnswerHash
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>FNV-1a, 64 bits.</summary>
    public static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var b in bytes)
            hash = unchecked((hash ^ b) * 0x100000001B3UL);
        return hash;
    }

    public static ulong OfLong(long key) => SplitMix64.Mix(unchecked((ulong)key));

    public static ulong OfCount(long count) => unchecked((ulong)count * Golden);

    public static ulong OfState(in KeyState state)
    {
        var hash = SplitMix64.Mix(unchecked((ulong)state.Count));
        hash = SplitMix64.Mix(unchecked(hash + Golden + (ulong)state.Sum));
        hash = SplitMix64.Mix(unchecked(hash + Golden + (ulong)state.Min));
        return SplitMix64.Mix(unchecked(hash + Golden + (ulong)state.Max));
    }
}
