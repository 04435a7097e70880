using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// The process's slabs. Standard slabs are cut from 2 MiB regions, kept for ever and reused last-in first-out, so that the bytes about
/// to be written are still in a cache; larger ones are made for a long line (<see cref="LargeSlabs"/>). The free list is a lock-free
/// stack of indices (the upper half of its head counts changes, so that a pop that slept cannot succeed on a recycled head).
/// <para>With <c>HOTSTREAM_CHECK_SLICES=1</c> in the environment a slab that is given back is overwritten, and used again only after
/// <see cref="SlabQuarantine.Slabs"/> others: who reads bytes beyond their batch, by a span kept too long, finds them poisoned instead
/// of, mostly, still right.</para>
/// </summary>
public static unsafe class SlabPool
{
    private const int SlabsPerRegion = 32;

    private static readonly ConcurrentBag<NativeBlock> s_regions = []; // kept for the life of the process
    private static readonly SlabQuarantine? s_quarantine = SlabQuarantine.IfAskedFor();
    private static long s_freeHead; // (changes << 32) | (index + 1); 0 in the low half means empty
    private static int s_outstanding;

    /// <summary>Slabs leased at this moment in the whole process. Zero when everything was returned.</summary>
    internal static int Outstanding => Volatile.Read(ref s_outstanding);

    /// <summary>Takes a slab with one lease, which the caller owns.</summary>
    /// <param name="capacity">Bytes needed; up to <see cref="Slab.StandardCapacity"/> costs the same.</param>
    /// <param name="budget">Charged with the slab's capacity until the slab goes back; null for memory nobody limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Slab.MaxCapacity"/> bytes were asked for.</exception>
    public static Slab Rent(int capacity = Slab.StandardCapacity, MemoryBudget? budget = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Slab.MaxCapacity);
        Slab slab = capacity <= Slab.StandardCapacity ? PopFree() ?? CutRegion() : LargeSlabs.Rent(capacity);
        budget?.Charge(slab.Capacity);
        slab.Budget = budget;
        slab.Lease();
        Interlocked.Increment(ref s_outstanding);
        return slab;
    }

    internal static void Return(Slab slab)
    {
        slab.Retire();
        slab.Budget?.Refund(slab.Capacity);
        slab.Budget = null;
        Interlocked.Decrement(ref s_outstanding);
        if (s_quarantine is not null && !s_quarantine.Exchange(ref slab))
        {
            return;
        }

        if (slab.Capacity > Slab.StandardCapacity)
        {
            LargeSlabs.Return(slab);
        }
        else
        {
            PushFree(slab);
        }
    }

    private static Slab? PopFree()
    {
        while (true)
        {
            long head = Volatile.Read(ref s_freeHead);
            int top = (int)head;
            if (top == 0)
            {
                return null;
            }

            Slab slab = SlabTable.At(top - 1);
            long next = (((head >> 32) + 1) << 32) | (uint)slab.NextFree;
            if (Interlocked.CompareExchange(ref s_freeHead, next, head) == head)
            {
                return slab;
            }
        }
    }

    private static void PushFree(Slab slab)
    {
        while (true)
        {
            long head = Volatile.Read(ref s_freeHead);
            slab.NextFree = (int)head;
            long next = (((head >> 32) + 1) << 32) | (uint)(slab.Index + 1);
            if (Interlocked.CompareExchange(ref s_freeHead, next, head) == head)
            {
                return;
            }
        }
    }

    private static Slab CutRegion()
    {
        var region = new NativeBlock((nuint)((SlabsPerRegion * Slab.StandardCapacity) + Slab.ReadablePadding));
        s_regions.Add(region);
        for (int i = SlabsPerRegion - 1; i > 0; i--)
        {
            PushFree(Create(i));
        }

        return Create(0);

        Slab Create(int i) => new(region.Pointer + (i * Slab.StandardCapacity), Slab.StandardCapacity);
    }
}
