namespace HotStream.Parquet;

/// <summary>Where the texts of a batch stand until it was read.</summary>
internal sealed class TextSlabs : IDisposable
{
    private readonly List<Slab> _slabs = [];
    private int _used;

    /// <summary>Copies a text.</summary>
    /// <exception cref="InvalidDataException">It is longer than a slab may be.</exception>
    public Utf8Slice Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > Slab.MaxCapacity)
        {
            throw new InvalidDataException($"A text has {text.Length >> 20} MiB; it may have {Slab.MaxCapacity >> 20}.");
        }

        if (_slabs.Count == 0 || _slabs[^1].Capacity - _used < text.Length)
        {
            _slabs.Add(SlabPool.Rent(Math.Max(text.Length, Slab.StandardCapacity)));
            _used = 0;
        }

        Slab slab = _slabs[^1];
        text.CopyTo(slab.Bytes[_used..]);
        Utf8Slice slice = slab.Slice(_used, text.Length);
        _used += text.Length;
        return slice;
    }

    /// <summary>The texts are not needed any more.</summary>
    public void Clear()
    {
        foreach (Slab slab in _slabs)
        {
            slab.Release();
        }

        _slabs.Clear();
    }

    public void Dispose() => Clear();
}
