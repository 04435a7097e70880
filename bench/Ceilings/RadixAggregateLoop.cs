using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotStream.Bench;

/// <summary>
/// The hand-written keyed aggregate for more groups than the cache holds, when rows may wait: up to 16 M rows are first
/// parted by the high bits of their hash into 256 runs, written a cache line at a time past the cache. A bucket's number
/// grows with the hash, so each run then touches its own 1/256 of the one table, which fits in the L2 cache.
/// </summary>
internal sealed unsafe class RadixAggregateLoop : IDisposable
{
    private const int ChunkRows = 16 << 20;
    private const int Parts = 256;
    private const int LineRows = 4;

    private readonly LongRows _rows;
    private readonly NativeBlock _parted;
    private readonly NativeBlock _lines = new(Parts * LineRows * sizeof(Row));

    public RadixAggregateLoop(LongRows rows)
    {
        _rows = rows;
        _parted = new NativeBlock((long)(Math.Min(ChunkRows, rows.Count) + Parts * LineRows) * sizeof(Row));
    }

    public JobOutcome Run()
    {
        var groups = new LongGroups(_rows.KeyCount);
        var starts = stackalloc uint[Parts];
        var ends = stackalloc uint[Parts];
        var parted = (Row*)_parted.Pointer;
        fixed (long* keys = _rows.Keys, values = _rows.Values)
        {
            for (var at = 0; at < _rows.Count; at += ChunkRows)
            {
                var count = (uint)Math.Min(ChunkRows, _rows.Count - at);
                Plan(keys + at, count, starts, ends);
                Part(keys + at, values + at, count, ends, (Row*)_lines.Pointer, parted);
                for (var part = 0; part < Parts; part++)
                    Add(groups, parted + starts[part], ends[part] - starts[part]);
            }
        }

        return new JobOutcome(_rows.Count, groups.Answer) { Owned = groups };
    }

    public void Dispose()
    {
        _parted.Dispose();
        _lines.Dispose();
    }

    /// <summary>Gives each part its room, from a line's start; ends starts out where the part begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plan(long* keys, uint count, uint* starts, uint* ends)
    {
        new Span<uint>(ends, Parts).Clear();
        for (var i = 0u; i < count; i++)
            ends[LongGroups.HighByte(keys[i])]++;
        var next = 0u;
        for (var part = 0; part < Parts; part++)
        {
            starts[part] = next;
            next += (ends[part] + LineRows - 1) / LineRows * LineRows;
            ends[part] = starts[part];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(long* keys, long* values, uint count, uint* ends, Row* lines, Row* parted)
    {
        for (var i = 0u; i < count; i++)
        {
            var key = keys[i];
            var part = LongGroups.HighByte(key);
            var end = ends[part]++;
            var line = lines + part * LineRows;
            line[end % LineRows] = new Row { Key = key, Value = values[i] };
            if (end % LineRows == LineRows - 1)
                Vector512.Load((long*)line).StoreAlignedNonTemporal((long*)(parted + end - (LineRows - 1)));
        }

        for (var part = 0; part < Parts; part++)
        {
            for (var left = ends[part] % LineRows; left > 0; left--)
                parted[ends[part] - left] = lines[part * LineRows + (ends[part] - left) % LineRows];
        }

        Thread.MemoryBarrier(); // stores past the cache are not ordered with the loads that follow
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(LongGroups groups, Row* rows, uint count)
    {
        var buckets = groups.Buckets;
        var bucketKeys = groups.Keys;
        var states = groups.States;
        for (var i = 0u; i < count; i++)
        {
            var key = rows[i].Key;
            var slot = LongGroups.FirstSlot(key, buckets);
            var found = LongGroups.Match(bucketKeys + slot, key);
            if (found != 0 && key != 0)
                states[slot + (uint)BitOperations.TrailingZeroCount(found)].Add(rows[i].Value);
            else
                groups.AddFurther(key, rows[i].Value);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Row
    {
        public long Key;
        public long Value;
    }
}
