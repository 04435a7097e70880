using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// The regions that standard slabs are cut from, and the way back of their memory. Law: a region's bytes are given to the operating system
/// only while all of its slabs are in this class's hands, off the free list; it is then cold, and its slabs come into use again only by
/// <see cref="Take"/>, before any fresh region.
/// <para>Each half minute the free slabs beyond the most that were in use at once in the last minute are taken off the list. Those that
/// make up a whole region leave; the others go back, the lowest region on top: use gathers in few regions, so that the next time more are
/// whole. A huge page is given back as a whole for the same reason: a part of one would go on in small pages.</para>
/// </summary>
internal static unsafe class SlabRegions
{
    public const int SlabsPerRegion = 32;

    public const int PeriodMilliseconds = 30_000;

    private const int RegionShift = 21; // 2 MiB, and aligned to it

    private static readonly ConcurrentDictionary<nint, Region> s_regions = []; // by address; kept for the life of the process
    private static readonly ConcurrentStack<Region> s_cold = [];
    private static readonly Lock s_gate = new(); // one gives back at a time
    private static int s_peakBefore;

    /// <summary>Ends periods.</summary>
    public static Timer Periods { get; } = new(static _ => GiveBackIdle(), null, PeriodMilliseconds, PeriodMilliseconds);

    /// <summary>Regions whose memory the system has.</summary>
    public static int Cold => s_cold.Count;

    /// <summary>Regions in use, or free within a minute's need.</summary>
    public static int Warm => s_regions.Count - s_cold.Count;

    /// <summary>The memory that a standard slab is a part of.</summary>
    public static NativeBlock BlockOf(Slab slab) => s_regions[RegionOf(slab)].Block;

    /// <summary>A region's slabs, for the caller alone: of a cold region, else of a new one.</summary>
    public static Slab[] Take()
    {
        if (s_cold.TryPop(out Region? cold))
        {
            return cold.Slabs;
        }

        var block = new NativeBlock((nuint)((SlabsPerRegion * Slab.StandardCapacity) + Slab.ReadablePadding));
        var slabs = new Slab[SlabsPerRegion];
        for (int i = 0; i < slabs.Length; i++)
        {
            slabs[i] = new Slab(block.Pointer + (i * Slab.StandardCapacity), Slab.StandardCapacity);
        }

        s_regions[RegionOf(slabs[0])] = new Region(block, slabs);
        return slabs;
    }

    /// <summary>Ends a period: gives back what neither it nor the one before needed.</summary>
    public static void GiveBackIdle()
    {
        lock (s_gate)
        {
            int peak = SlabPool.TakePeak();
            int idle = (Warm * SlabsPerRegion) - Math.Max(peak, s_peakBefore);
            s_peakBefore = peak;
            if (idle < SlabsPerRegion)
            {
                return;
            }

            var taken = new List<Slab>(idle);
            while (taken.Count < idle && SlabPool.PopFree() is { } slab)
            {
                taken.Add(slab);
            }

            taken.Sort(static (a, b) => ((nint)b.Pointer).CompareTo((nint)a.Pointer));
            for (int i = 0; i < taken.Count;)
            {
                int end = i + 1;
                while (end < taken.Count && RegionOf(taken[end]) == RegionOf(taken[i]))
                {
                    end++;
                }

                if (end - i == SlabsPerRegion)
                {
                    Region region = s_regions[RegionOf(taken[i])];
                    region.Block.Discard();
                    s_cold.Push(region);
                    i = end;
                }

                for (; i < end; i++)
                {
                    SlabPool.PushFree(taken[i]);
                }
            }
        }
    }

    private static nint RegionOf(Slab slab) => (nint)slab.Pointer >> RegionShift;

    private sealed record Region(NativeBlock Block, Slab[] Slabs);
}
