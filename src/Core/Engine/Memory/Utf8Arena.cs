using System.Text;

namespace HotStream;

/// <summary>
/// Bytes of text that is kept: keys of a table, text built by user code. An arena owns the slabs it fills; slices added to it live until
/// <see cref="Clear"/> or <see cref="Dispose"/>, after which reading them throws. Not thread-safe: one owner.
/// </summary>
public sealed class Utf8Arena : IDisposable
{
    private readonly List<Slab> _slabs = [];
    private int _used;

    /// <summary>Bytes of slabs held.</summary>
    internal long CapacityBytes { get; private set; }

    /// <summary>Bytes of them that texts were put into, and those left over at the end of each.</summary>
    internal long UsedBytes => _slabs.Count == 0 ? 0 : CapacityBytes - _slabs[^1].Capacity + _used;

    /// <summary>Copies bytes in. Up to <see cref="Utf8Slice.InlineCapacity"/> bytes take no arena memory.</summary>
    /// <param name="bytes">The text; any bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">Longer than <see cref="Slab.MaxCapacity"/>.</exception>
    public Utf8Slice Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Utf8Slice.InlineCapacity)
        {
            return Utf8Slice.FromInline(bytes);
        }

        Slab slab = Reserve(bytes.Length);
        bytes.CopyTo(slab.Bytes[_used..]);
        return Seal(slab, bytes.Length);
    }

    /// <summary>Copies a string in as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public Utf8Slice Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= 256)
        {
            Span<byte> bytes = stackalloc byte[most];
            return Add(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }

        return Add(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Forgets all text and returns the slabs.</summary>
    public void Clear()
    {
        foreach (Slab slab in _slabs)
        {
            slab.Release();
        }

        _slabs.Clear();
        _used = 0;
        CapacityBytes = 0;
    }

    /// <inheritdoc cref="Clear"/>
    public void Dispose() => Clear();

    private Slab Reserve(int bytes)
    {
        if (_slabs.Count == 0 || _slabs[^1].Capacity - _used < bytes)
        {
            Slab slab = SlabPool.Rent(Math.Max(bytes, Slab.StandardCapacity));
            _slabs.Add(slab);
            _used = 0;
            CapacityBytes += slab.Capacity;
        }

        return _slabs[^1];
    }

    private Utf8Slice Seal(Slab slab, int length)
    {
        Utf8Slice slice = slab.Slice(_used, length);
        _used += length;
        return slice;
    }
}
