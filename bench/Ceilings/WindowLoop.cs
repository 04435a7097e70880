using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream.Bench;

/// <summary>
/// The hand-written windowed count: a key becomes the place it has in a bucket table, a pane is an array of counts over places, and a slide
/// adds the array that enters and subtracts the one that leaves. The table is made for the number of keys and never grows.
/// </summary>
internal static unsafe class WindowLoop
{
    private const int Block = 512;

    public static JobOutcome Run(WindowEvents events, int keyCount)
    {
        using var groups = new LongGroups(keyCount);
        int places = (int)groups.Buckets * LongGroups.BucketKeys;
        var found = new int[Block];
        var panes = new int[WindowEvents.WindowSeconds][];
        var totals = new long[places];
        var aside = new int[events.PerSecond];
        long shown = 0;
        for (var second = 0; second < events.Seconds; second++)
        {
            int[] leaving = panes[second % panes.Length] ?? new int[places + 1]; // the last one is nobody's
            for (var place = 0; place < places; place++)
                totals[place] -= leaving[place];
            Array.Clear(leaving);
            Count(groups, events[second], leaving, found, aside);
            panes[second % panes.Length] = leaving;
            for (var place = 0; place < places; place++)
                totals[place] += leaving[place];
            shown += Sum(totals);
        }

        var last = new List<KeyValuePair<long, long>>();
        for (var place = 0; place < places; place++)
        {
            if (totals[place] != 0)
                last.Add(new(groups.Keys[place], totals[place]));
        }

        return new JobOutcome(events.Events, () => events.AnswerOf(last, shown));
    }

    private static long Sum(long[] totals)
    {
        long sum = 0;
        foreach (var total in totals)
            sum += total;
        return sum;
    }

    private static void Count(LongGroups groups, long[] keys, int[] pane, int[] places, int[] aside)
    {
        for (var start = 0; start < keys.Length; start += Block)
        {
            var block = keys.AsSpan(start, Math.Min(Block, keys.Length - start));
            var left = Known(groups, block, pane.Length - 1, places, aside);
            CountUp(pane, places.AsSpan(0, block.Length));
            for (var i = 0; i < left; i++)
            {
                groups.AddFurther(block[aside[i]], 0);
                pane[Find(groups, block[aside[i]])]++;
            }
        }
    }

    /// <summary>The places of keys that their first bucket holds, without a branch; the others have the place that is nobody's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Known(LongGroups groups, ReadOnlySpan<long> keys, int nobody, int[] places, int[] aside)
    {
        var left = 0;
        var table = groups.Keys;
        var buckets = groups.Buckets;
        fixed (int* found = places, others = aside)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var slot = LongGroups.FirstSlot(keys[i], buckets);
                var match = LongGroups.Match(table + slot, keys[i]);
                found[i] = match != 0 ? (int)slot + BitOperations.TrailingZeroCount(match) : nobody;
                others[left] = i;
                left += match == 0 ? 1 : 0;
            }
        }

        return left;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountUp(int[] pane, ReadOnlySpan<int> places)
    {
        fixed (int* counts = pane)
        {
            foreach (var place in places)
                counts[place]++;
        }
    }

    private static uint Find(LongGroups groups, long key)
    {
        for (var slot = LongGroups.FirstSlot(key, groups.Buckets); ; slot = slot + LongGroups.BucketKeys == groups.Buckets
            * LongGroups.BucketKeys ? 0 : slot + LongGroups.BucketKeys)
        {
            var found = LongGroups.Match(groups.Keys + slot, key);
            if (found != 0)
                return slot + (uint)BitOperations.TrailingZeroCount(found);
        }
    }
}
