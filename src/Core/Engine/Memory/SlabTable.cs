using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Where slices find their bytes. A slice stores no address but (generation, slab, offset) in 64 bits; this table, one per process,
/// turns that into an address after comparing the generation with the slab's own. A slice that outlived its batch therefore fails with
/// a clear error in Release as in Debug, and cannot read what the slab holds now.
/// <para>Law: an index never shows a generation twice. A slab whose index has run out of generations (after a million uses) goes on under a
/// new index; the old one resolves nothing any more. Only when all indices are used up, after 2^38 uses in all, is the one that
/// ran out first taken again.</para>
/// </summary>
internal static unsafe class SlabTable
{
    public const int OffsetBits = 26;
    public const int IndexBits = 18;
    public const uint LastGeneration = (1u << (64 - OffsetBits - IndexBits)) - 1;
    private const ulong OffsetMask = (1UL << OffsetBits) - 1;
    private const ulong IndexMask = (1UL << IndexBits) - 1;

    // 4 MiB of address space, touched only as slabs come into being.
    private static readonly Entry* s_entries = (Entry*)NativeMemory.AllocZeroed((nuint)sizeof(Entry) << IndexBits);
    private static readonly Slab?[] s_slabs = new Slab?[1 << IndexBits];
    private static readonly SlabIndices s_indices = new(1 << IndexBits);

    /// <summary>The next unused index.</summary>
    /// <exception cref="InsufficientMemoryException">All indices are in use.</exception>
    public static int NextIndex() => s_indices.Next();

    /// <summary>Lets an index show a slab; slices of what it showed before stay refused.</summary>
    public static Entry* Publish(int index, byte* pointer)
    {
        Entry* entry = s_entries + index;
        entry->Base = pointer;
        entry->Generation = Math.Max(entry->Generation, 1); // 0 is never valid, so that a zeroed slice cannot resolve
        return entry;
    }

    /// <summary>Ends a generation. False when it was the index's last: it then shows nothing any more.</summary>
    public static bool TryRetire(int index)
    {
        Entry* entry = s_entries + index;
        if (entry->Generation < LastGeneration)
        {
            Volatile.Write(ref entry->Generation, entry->Generation + 1);
            return true;
        }

        Volatile.Write(ref entry->Generation, 0);
        s_indices.PutBack(index);
        return false;
    }

    public static void Register(Slab slab) => s_slabs[slab.Index] = slab;

    public static Slab At(int index) => s_slabs[index]!;

    public static ulong Pack(uint generation, int index) => ((ulong)generation << (OffsetBits + IndexBits)) | ((ulong)index << OffsetBits);

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

    /// <summary>
    /// Refuses a reference whose slab was given back meanwhile: after bytes were copied or compared, so that what another batch wrote there
    /// is never taken for the slice's own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfReleased(ulong reference)
    {
        Volatile.ReadBarrier(); // the bytes were read before
        Resolve(reference);
    }

    [DoesNotReturn]
    private static void ThrowReleased() => throw new ObjectDisposedException(
        nameof(Utf8Slice),
        "This Utf8Slice was read after its batch was released. Slices live as long as their batch: keep ToString() or ToArray() instead, "
        + "or copy into a Utf8Arena of your own.");

    internal struct Entry
    {
        public byte* Base;
        public uint Generation;
    }
}
