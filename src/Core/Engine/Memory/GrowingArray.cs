using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A growing array of one type: native and huge-page friendly when the type is unmanaged, a managed array otherwise. New elements are
/// zero. One owner; the reference returned by <see cref="First"/> is good until the next <see cref="EnsureCapacity"/>.
/// </summary>
internal sealed unsafe class GrowingArray<T> : IDisposable
{
    private T[]? _managed;
    private NativeBlock? _native;

    public int Capacity { get; private set; }

    public ref T First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref RuntimeHelpers.IsReferenceOrContainsReferences<T>()
            ? ref MemoryMarshal.GetArrayDataReference(_managed!)
            : ref Unsafe.AsRef<T>(_native!.Pointer);
    }

    public Span<T> Span(int length) => length == 0 ? default : MemoryMarshal.CreateSpan(ref First, length);

    /// <summary>Grows to at least <paramref name="capacity"/> elements, keeping those before <paramref name="kept"/>.</summary>
    public void EnsureCapacity(int capacity, int kept)
    {
        if (capacity > Capacity)
        {
            Grow(Math.Max(capacity, Math.Max(1024, Capacity * 2)), kept);
        }
    }

    public void Clear(int count)
    {
        if (count > 0)
        {
            Span(count).Clear();
        }
    }

    public void Dispose()
    {
        _native?.Dispose();
        _native = null;
        _managed = null;
        Capacity = 0;
    }

    private void GrowNative(nuint bytes, int kept)
    {
        if (_native is not null && _native.TryGrow(bytes))
        {
            new Span<T>(_native.Pointer, Capacity)[kept..].Clear();
            return;
        }

        var grown = new NativeBlock(bytes);
        if (kept > 0)
        {
            Span(kept).CopyTo(new Span<T>(grown.Pointer, kept));
        }

        _native?.Dispose();
        _native = grown;
    }

    private void Grow(int capacity, int kept)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Resize(ref _managed, capacity);
        }
        else
        {
            GrowNative((nuint)capacity * (nuint)Unsafe.SizeOf<T>(), kept);
        }

        Capacity = capacity;
    }
}
