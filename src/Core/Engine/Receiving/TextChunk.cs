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

    public void Release() => Slab.Release();
}
