using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Where slices find their bytes. A slice stores no address but (generation, slab, offset) in 64 bits; this table, one per process,
/// turns that into an address after comparing the generation with the slab's own. A slice that outlived its batch therefore fails with
/// a clear error in Release as in Debug, and cannot read what the slab holds now.
/// </summary>
internal static unsafe class SlabTable
{
    public const int OffsetBits = 26;
    public const int IndexBits = 18;
    private const int GenerationBits = 64 - OffsetBits - IndexBits;
    private const ulong OffsetMask = (1UL << OffsetBits) - 1;
    private const ulong IndexMask = (1UL << IndexBits) - 1;

    // 4 MiB of address space, touched only as slabs come into being.
    private static readonly Entry* s_entries = (Entry*)NativeMemory.AllocZeroed((nuint)sizeof(Entry) << IndexBits);
    private static readonly Slab?[] s_slabs = new Slab?[1 << IndexBits];
    private static int s_count;

    /// <summary>The next unused index.</summary>
    /// <exception cref="InsufficientMemoryException">All indices are in use.</exception>
    public static int NextIndex()
    {
        int index = Interlocked.Increment(ref s_count) - 1;
        return index < 1 << IndexBits
            ? index
            : throw new InsufficientMemoryException($"The process holds {1 << IndexBits} slabs already; batches are not being released.");
    }

    public static Entry* Publish(int index, byte* pointer)
    {
        Entry* entry = s_entries + index;
        entry->Base = pointer;
        entry->Generation = NextGeneration(entry->Generation);
        return entry;
    }

    public static void Register(Slab slab) => s_slabs[slab.Index] = slab;

    public static Slab At(int index) => s_slabs[index]!;

    public static ulong Pack(uint generation, int index) => ((ulong)generation << (OffsetBits + IndexBits)) | ((ulong)index << OffsetBits);

    public static uint NextGeneration(uint generation)
    {
        uint next = (generation + 1) & ((1u << GenerationBits) - 1);
        return next == 0 ? 1 : next; // 0 is never valid, so that a zeroed slice cannot resolve
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Resolve(ulong reference)
    {
        Entry* entry = s_entries + ((reference >> OffsetBits) & IndexMask);
        if (entry->Generation != (uint)(reference >> (OffsetBits + IndexBits)))
        {
            ThrowReleased();
        }

        return entry->Base + (reference & OffsetMask);
    }

    [DoesNotReturn]
    private static void ThrowReleased() => throw new ObjectDisposedException(
        nameof(Utf8Slice),
        "This Utf8Slice was read after its batch was released. Slices live as long as their batch: keep ToString() or ToArray() instead, or copy into a Utf8Arena of your own.");

    internal struct Entry
    {
        public byte* Base;
        public uint Generation;
    }
}
