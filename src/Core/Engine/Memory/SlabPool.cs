namespace HotStream;

/// <summary>
/// The process's slabs. Standard slabs are cut from 2 MiB regions, never unmapped and reused last-in first-out, so that the bytes about
/// to be written are still in a cache; larger ones are made for a long line (<see cref="LargeSlabs"/>). The free list is a lock-free
/// stack of indices (the upper half of its head counts changes, so that a pop that slept cannot succeed on a recycled head).
/// <para>What a flood needed and nobody has needed for a minute goes back to the operating system, region by region
/// (<see cref="SlabRegions"/>); its addresses stay.</para>
/// <para>With <c>HOTSTREAM_CHECK_SLICES=1</c> in the environment a slab that is given back is overwritten, and used again only after
/// <see cref="SlabQuarantine.Slabs"/> others: who reads bytes beyond their batch, by a span kept too long, finds them poisoned instead
/// of, mostly, still right.</para>
/// </summary>
public static unsafe class SlabPool
{
    private static readonly SlabQuarantine? s_quarantine = SlabQuarantine.IfAskedFor();
    private static long s_freeHead; // (changes << 32) | (index + 1); 0 in the low half means empty
    private static int s_outstanding;
    private static int s_peak; // of the outstanding ones since it was asked for; two threads may lose one or two

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
        int outstanding = Interlocked.Increment(ref s_outstanding);
        if (outstanding > s_peak)
        {
            s_peak = outstanding;
        }

        return slab;
    }

    /// <summary>Most slabs leased at once since the last call.</summary>
    internal static int TakePeak() => Interlocked.Exchange(ref s_peak, Outstanding);

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

    internal static Slab? PopFree()
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

    internal static void PushFree(Slab slab)
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
        Slab[] slabs = SlabRegions.Take();
        for (int i = slabs.Length - 1; i > 0; i--)
        {
            PushFree(slabs[i]);
        }

        return slabs[0];
    }
}
