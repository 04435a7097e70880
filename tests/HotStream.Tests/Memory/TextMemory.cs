using System.Text;

namespace HotStream.Tests.Memory;

/// <summary>A slab with text in it, for tests that need slices over slab bytes.</summary>
internal sealed class TextMemory : IDisposable
{
    private int _used;

    /// <summary>Puts the text at an offset that is not a multiple of anything.</summary>
    public TextMemory(int capacity = Slab.StandardCapacity) => Slab = SlabPool.Rent(capacity);

    public Slab Slab { get; }

    public Utf8Slice Add(ReadOnlySpan<byte> bytes)
    {
        _used += 3;
        bytes.CopyTo(Slab.Bytes[_used..]);
        Utf8Slice slice = Slab.Slice(_used, bytes.Length);
        _used += bytes.Length;
        return slice;
    }

    public Utf8Slice Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public void Dispose() => Slab.Release();
}
