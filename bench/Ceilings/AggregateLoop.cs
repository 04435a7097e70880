using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream.Bench;

/// <summary>
/// The hand-written keyed aggregate over long keys, one core. Groups that fit in the L2 cache are updated row by row;
/// larger ones in blocks of 512 rows and three passes (bucket, slot, state), each pass fetching the lines of the next.
/// Rows the first bucket does not answer are set aside, so that no hot loop calls anything.
/// </summary>
internal static unsafe class AggregateLoop
{
    private const int BlockRows = 512;
    private const long FitsCache = 1 << 20;

    public static JobOutcome Run(LongRows rows)
    {
        var groups = new LongGroups(rows.KeyCount);
        var aside = stackalloc uint[BlockRows];
        var slots = stackalloc uint[BlockRows];
        fixed (long* keys = rows.Keys, values = rows.Values)
        {
            for (var at = 0; at < rows.Count; at += BlockRows)
            {
                var count = (uint)Math.Min(BlockRows, rows.Count - at);
                var left = groups.Bytes <= FitsCache
                    ? AddDirect(groups, keys + at, values + at, count, aside)
                    : AddFetched(groups, keys + at, values + at, count, slots, aside);
                for (var i = 0; i < left; i++)
                    groups.AddFurther(keys[at + aside[i]], values[at + aside[i]]);
            }
        }

        return new JobOutcome(rows.Count, groups.Answer) { Owned = groups };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddDirect(LongGroups groups, long* keys, long* values, uint count, uint* aside)
    {
        var buckets = groups.Buckets;
        var bucketKeys = groups.Keys;
        var states = groups.States;
        var left = 0;
        for (var i = 0u; i < count; i++)
        {
            var key = keys[i];
            var slot = LongGroups.FirstSlot(key, buckets);
            var found = LongGroups.Match(bucketKeys + slot, key);
            if (found != 0 && key != 0)
                states[slot + (uint)BitOperations.TrailingZeroCount(found)].Add(values[i]);
            else
                aside[left++] = i;
        }

        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddFetched(LongGroups groups, long* keys, long* values, uint count, uint* slots, uint* aside)
    {
        var buckets = groups.Buckets;
        var bucketKeys = groups.Keys;
        var states = groups.States;
        for (var i = 0u; i < count; i++)
        {
            var slot = LongGroups.FirstSlot(keys[i], buckets);
            slots[i] = slot;
            if (Sse.IsSupported)
                Sse.Prefetch0(bucketKeys + slot);
        }

        var left = 0;
        for (var i = 0u; i < count; i++)
        {
            var key = keys[i];
            var slot = slots[i];
            var found = LongGroups.Match(bucketKeys + slot, key);
            if (found == 0 || key == 0)
            {
                aside[left++] = i;
                slots[i] = uint.MaxValue;
                continue;
            }

            slot += (uint)BitOperations.TrailingZeroCount(found);
            slots[i] = slot;
            if (Sse.IsSupported)
                Sse.Prefetch0(states + slot);
        }

        for (var i = 0u; i < count; i++)
        {
            if (slots[i] != uint.MaxValue)
                states[slots[i]].Add(values[i]);
        }

        return left;
    }
}
