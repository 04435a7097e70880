namespace HotStream;

/// <summary>A range of whole lines in a slab, with one lease on it: what text rings carry.</summary>
internal readonly record struct TextChunk(Slab Slab, int Start, int Length) : ILeased
{
    public long Records
    {
        get
        {
            ReadOnlySpan<byte> text = Slab.Bytes.Slice(Start, Length);
            return text.Count((byte)'\n') + (text[^1] == '\n' ? 0 : 1);
        }
    }

    /// <summary>What follows after so many lines; empty when there are not more.</summary>
    public TextChunk After(int lines)
    {
        ReadOnlySpan<byte> text = Slab.Bytes.Slice(Start, Length);
        int end = 0;
        for (int i = 0; i < lines && end < Length; i++)
        {
            int newline = text[end..].IndexOf((byte)'\n');
            end = newline < 0 ? Length : end + newline + 1;
        }

        return this with { Start = Start + end, Length = Length - end };
    }

    public void Release() => Slab.Release();
}
