using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// The process's slabs. Standard slabs are cut from 2 MiB regions, kept for ever and reused last-in first-out, so that the bytes about
/// to be written are still in a cache; larger ones are made for a long line and freed with their last lease. The free list is a lock-free
/// stack of indices (the upper half of its head counts changes, so that a pop that slept cannot succeed on a recycled head).
/// </summary>
public static unsafe class SlabPool
{
    private const int SlabsPerRegion = 32;

    private static readonly ConcurrentBag<NativeBlock> s_regions = []; // kept for the life of the process
    private static long s_freeHead; // (changes << 32) | (index + 1); 0 in the low half means empty
    private static int s_outstanding;

    /// <summary>Slabs leased at this moment in the whole process. Zero when everything was returned.</summary>
    public static int Outstanding => Volatile.Read(ref s_outstanding);

    /// <summary>Takes a slab with one lease, which the caller owns.</summary>
    /// <param name="capacity">Bytes needed; up to <see cref="Slab.StandardCapacity"/> costs the same.</param>
    /// <param name="budget">Charged with the slab's capacity until the slab goes back; null for memory nobody limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Slab.MaxCapacity"/> bytes were asked for.</exception>
    public static Slab Rent(int capacity = Slab.StandardCapacity, MemoryBudget? budget = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Slab.MaxCapacity);
        Slab slab = capacity <= Slab.StandardCapacity ? PopFree() ?? CutRegion() : CreateLarge(capacity);
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
        if (slab.Owned is not null)
        {
            slab.Owned.Dispose();
            LargeIndices.Return(slab.Index);
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

        Slab Create(int i)
        {
            var slab = new Slab(SlabTable.NextIndex(), region.Pointer + (i * Slab.StandardCapacity), Slab.StandardCapacity, owned: null);
            SlabTable.Register(slab);
            return slab;
        }
    }

    private static Slab CreateLarge(int capacity)
    {
        var block = new NativeBlock((nuint)(capacity + Slab.ReadablePadding));
        return new Slab(LargeIndices.Take(), block.Pointer, capacity, block);
    }

    /// <summary>Table indices of large slabs, reused so that the table does not fill up. Large slabs are rare; a plain lock is enough.</summary>
    private static class LargeIndices
    {
        private static readonly Stack<int> s_free = new();
        private static readonly Lock s_gate = new();

        public static int Take()
        {
            lock (s_gate)
            {
                return s_free.TryPop(out int index) ? index : SlabTable.NextIndex();
            }
        }

        public static void Return(int index)
        {
            lock (s_gate)
            {
                s_free.Push(index);
            }
        }
    }
}
