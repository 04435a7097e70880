namespace HotStream.Bench;

/// <summary>Any number of text keys of 12 letters, each made from its number, and batches that touch some of them.</summary>
internal static class HeldKeys
{
    private const int Letters = 12;

    public static Utf8Slice Of(int number)
    {
        Span<byte> text = stackalloc byte[Letters];
        ulong rest = ((ulong)number * 0x9E3779B97F4A7C15) >> 8; // 56 bits, 12 times 26 letters
        foreach (ref byte letter in text)
        {
            letter = (byte)('a' + (rest % 26));
            rest /= 26;
        }

        return Utf8Slice.FromInline(text);
    }

    /// <summary>Every key with its number as state.</summary>
    public static IEnumerable<KeyValuePair<Utf8Slice, long>> States(int keys) =>
        Enumerable.Range(0, keys).Select(number => KeyValuePair.Create(Of(number), (long)number));

    /// <summary>Batches of records, drawn uniformly from the first keys.</summary>
    public static KeyValuePair<Utf8Slice, long>[][] Batches(int batches, int records, int keys)
    {
        var random = new SplitMix64(42);
        return [.. Enumerable.Range(0, batches).Select(_ =>
            Enumerable.Range(0, records).Select(_ => KeyValuePair.Create(Of(random.Below(keys)), 1L)).ToArray())];
    }
}
