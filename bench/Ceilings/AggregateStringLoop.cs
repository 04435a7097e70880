using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream.Bench;

/// <summary>The hand-written keyed aggregate over 16-byte string views: AggregateLoop with another bucket.</summary>
internal static unsafe class AggregateStringLoop
{
    private const int BlockRows = 512;
    private const long FitsCache = 1 << 20;

    public static JobOutcome Run(StringRows rows)
    {
        var groups = new StringGroups(rows.KeyCount);
        var aside = stackalloc uint[BlockRows];
        var slots = stackalloc uint[BlockRows];
        fixed (Vector128<byte>* keys = rows.Views)
        fixed (long* values = rows.Values)
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
    private static int AddDirect(StringGroups groups, Vector128<byte>* keys, long* values, uint count, uint* aside)
    {
        var buckets = groups.Buckets;
        var bucketKeys = groups.Keys;
        var states = groups.States;
        var left = 0;
        for (var i = 0u; i < count; i++)
        {
            var key = keys[i];
            var slot = StringGroups.FirstSlot(key, buckets);
            var found = StringGroups.Match(bucketKeys + slot, key);
            if (found != 0)
                states[slot + (uint)BitOperations.TrailingZeroCount(found) / 2].Add(values[i]);
            else
                aside[left++] = i;
        }

        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddFetched(StringGroups groups, Vector128<byte>* keys, long* values, uint count, uint* slots, uint* aside)
    {
        var buckets = groups.Buckets;
        var bucketKeys = groups.Keys;
        var states = groups.States;
        for (var i = 0u; i < count; i++)
        {
            var slot = StringGroups.FirstSlot(keys[i], buckets);
            slots[i] = slot;
            if (Sse.IsSupported)
                Sse.Prefetch0(bucketKeys + slot);
        }

        var left = 0;
        for (var i = 0u; i < count; i++)
        {
            var slot = slots[i];
            var found = StringGroups.Match(bucketKeys + slot, keys[i]);
            if (found == 0)
            {
                aside[left++] = i;
                slots[i] = uint.MaxValue;
                continue;
            }

            slot += (uint)BitOperations.TrailingZeroCount(found) / 2;
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
