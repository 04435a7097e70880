using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream.Bench;

/// <summary>
/// The hand-written windowed count: a key becomes the place it has in a bucket table, a pane is an array of counts over places, and a slide
/// adds the array that enters and subtracts the one that leaves. The table is made for the number of keys and never grows. A key is found
/// and counted in one loop; with its place noted first and counted later it is slower than the engine.
/// </summary>
internal static unsafe class WindowLoop
{
    public static JobOutcome Run(WindowEvents events, int keyCount)
    {
        using var groups = new LongGroups(keyCount);
        int places = (int)groups.Buckets * LongGroups.BucketKeys;
        var panes = new int[WindowEvents.WindowSeconds][];
        var totals = new long[places];
        long shown = 0;
        for (var second = 0; second < events.Seconds; second++)
        {
            int[] leaving = panes[second % panes.Length] ?? new int[places];
            for (var place = 0; place < places; place++)
                totals[place] -= leaving[place];
            Array.Clear(leaving);
            Count(groups, events[second], leaving);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Count(LongGroups groups, long[] keys, int[] pane)
    {
        var table = groups.Keys;
        var buckets = groups.Buckets;
        fixed (int* counts = pane)
        {
            foreach (var key in keys)
            {
                var slot = LongGroups.FirstSlot(key, buckets);
                var match = LongGroups.Match(table + slot, key);
                if (match == 0)
                    counts[PlaceOf(groups, key)]++;
                else
                    counts[slot + (uint)BitOperations.TrailingZeroCount(match)]++;
            }
        }
    }

    private static uint PlaceOf(LongGroups groups, long key)
    {
        for (var slot = LongGroups.FirstSlot(key, groups.Buckets); ; slot = slot + LongGroups.BucketKeys == groups.Buckets
            * LongGroups.BucketKeys ? 0 : slot + LongGroups.BucketKeys)
        {
            var found = LongGroups.Match(groups.Keys + slot, key);
            if (found == 0 && LongGroups.Match(groups.Keys + slot, 0) != 0)
            {
                groups.AddFurther(key, 0);
                found = LongGroups.Match(groups.Keys + slot, key);
            }

            if (found != 0)
                return slot + (uint)BitOperations.TrailingZeroCount(found);
        }
    }
}
