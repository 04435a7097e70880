using System.Numerics;

namespace HotStream.Bench;

/// <summary>
/// The hand-written windowed count: a key becomes the place it has in a bucket table, a pane is an array of counts over places, and a slide
/// adds the array that enters and subtracts the one that leaves. The table is made for the number of keys and never grows.
/// </summary>
internal static unsafe class WindowLoop
{
    public static JobOutcome Run(WindowEvents events, int keyCount)
    {
        using var groups = new LongGroups(keyCount);
        int places = (int)groups.Buckets * LongGroups.BucketKeys;
        var panes = new int[WindowEvents.WindowSeconds][];
        var totals = new long[places];
        var aside = new int[events.PerSecond];
        long shown = 0;
        for (var second = 0; second < events.Seconds; second++)
        {
            int[] leaving = panes[second % panes.Length] ?? new int[places];
            for (var place = 0; place < places; place++)
                totals[place] -= leaving[place];
            Array.Clear(leaving);
            Count(groups, events[second], leaving, aside);
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

    private static void Count(LongGroups groups, long[] keys, int[] pane, int[] aside)
    {
        var left = Known(groups, keys, pane, aside);
        for (var i = 0; i < left; i++)
        {
            groups.AddFurther(keys[aside[i]], 0);
            pane[Find(groups, keys[aside[i]])]++;
        }
    }

    private static int Known(LongGroups groups, long[] keys, int[] pane, int[] aside)
    {
        var left = 0;
        fixed (int* counts = pane)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var slot = LongGroups.FirstSlot(keys[i], groups.Buckets);
                var found = LongGroups.Match(groups.Keys + slot, keys[i]);
                if (found != 0)
                    counts[slot + (uint)BitOperations.TrailingZeroCount(found)]++;
                else
                    aside[left++] = i;
            }
        }

        return left;
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
