namespace HotStream.Fuzz.Targets;

/// <summary>The enumerators of <see cref="Utf8Slice"/> against a loop over the bytes. The first byte is the separator.</summary>
internal sealed class SliceSplitTarget : IFuzzTarget
{
    public string Name => "slice-split";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        " a  b"u8.ToArray(),
        ",,"u8.ToArray(),
        " \tone internationalisation\r\ntwo \v\f three"u8.ToArray(),
        ";twelve bytes;thirteen byte;a part that is longer than a slice holds;"u8.ToArray(),
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        byte separator = input.IsEmpty ? (byte)' ' : input[0];
        ReadOnlySpan<byte> text = input.IsEmpty ? input : input[1..];
        Slab slab = SlabPool.Rent();
        try
        {
            text.CopyTo(slab.Bytes[100..]);
            Utf8Slice slice = slab.Slice(100, text.Length);
            CompareSplit(text, slice, separator);
            CompareWords(text, slice);
            CompareTrim(text, slice);
        }
        finally
        {
            slab.Release();
        }
    }

    private static void CompareSplit(ReadOnlySpan<byte> text, Utf8Slice slice, byte separator)
    {
        int start = 0;
        int parts = 0;
        foreach (Utf8Slice part in slice.Split(separator))
        {
            Check.Same(true, start <= text.Length, "the split ends with the text");
            int end = start;
            while (end < text.Length && text[end] != separator)
            {
                end++;
            }

            Check.Same(text[start..end], part.Bytes, "part", parts);
            start = end + 1;
            parts++;
        }

        Check.Same(text.Count(separator) + 1, parts, "number of parts");
    }

    private static void CompareWords(ReadOnlySpan<byte> text, Utf8Slice slice)
    {
        int at = 0;
        foreach (Utf8Slice word in slice.Words())
        {
            while (at < text.Length && IsBlank(text[at]))
            {
                at++;
            }

            int start = at;
            while (at < text.Length && !IsBlank(text[at]))
            {
                at++;
            }

            Check.Same(false, word.IsEmpty, "a word is empty");
            Check.Same(text[start..at], word.Bytes, "word", start);
        }

        while (at < text.Length)
        {
            Check.Same(true, IsBlank(text[at++]), "nothing but blanks follows the last word");
        }
    }

    private static void CompareTrim(ReadOnlySpan<byte> text, Utf8Slice slice)
    {
        while (!text.IsEmpty && IsBlank(text[0]))
        {
            text = text[1..];
        }

        while (!text.IsEmpty && IsBlank(text[^1]))
        {
            text = text[..^1];
        }

        Check.Same(text, slice.Trim().Bytes, "trimmed text");
    }

    private static bool IsBlank(byte b) => b is 32 or >= 9 and <= 13;
}
