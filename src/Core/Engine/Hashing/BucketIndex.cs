#pragma warning disable CS8500 // TKey is unmanaged wherever this class is made (KeyIndex.Create), which the compiler cannot see
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// Group numbers by hash, a cache line at a time. A bucket is one 64-byte line of keys and group numbers (<see cref="BucketLines"/>); one
/// vector compare finds a key in its line. Nothing in a line changes after its keys are placed (states are elsewhere), so a vector load
/// never waits for a fresh store (1.45x). A line that is full sends a key on to the next one. A zero word marks an empty lane.
/// <para>Law: a key is in the run of full lines that starts at its bucket, or in the first line after it that has room.</para>
/// <para>Growth is spread out: a table twice as large is started, every block of keys carries some old ones over, and lookups that miss
/// the new table ask the old one. Group numbers never change. The same way leads from CRC-32C to the keyed hash, when a run of full
/// lines grows longer than chance explains (somebody is choosing keys that collide).</para>
/// </summary>
internal sealed unsafe partial class BucketIndex<TKey, TKind, TWidth> : KeyIndex<TKey>
    where TKind : struct, IKeyKind<TKey>
    where TWidth : struct, IVectorWidth
{
    private const int FirstBuckets = 64;
    private const nuint FetchedAtOnce = 32; // lines in flight, and as many that are looked at

    /// <summary>
    /// Full lines in a row. Four lanes at nine sixteenths: one of 97 comes by chance once in far more than a million tables of a million
    /// lines (Chernoff: 388 keys would have to fall where 218 are expected). Who chooses keys needs 388 that collide.
    /// </summary>
    private const int LongestRun = 96;

    private readonly Utf8Arena _arena = new();
    private readonly NativeBlock _notes = new(sizeof(int) * (BlockSize + 1));
    private BucketLines _table = new(FirstBuckets, TKind.KeysInSixteenLines, keyed: false);
    private int _zeroGroup = -1;

    public override bool TakesStrides => true;

    public override void FindOrAdd(ReadOnlySpan<TKey> keys, int* groups)
    {
        fixed (TKey* first = keys)
        {
            FindOrAdd<Contiguous>((byte*)first, sizeof(TKey), keys.Length, groups);
        }
    }

    public override void FindOrAdd(void* keys, nint stride, int count, int* groups) =>
        FindOrAdd<Spread>((byte*)keys, stride, count, groups);

    private void FindOrAdd<TLayout>(byte* keys, nint stride, int count, int* groups)
        where TLayout : struct, IKeyLayout
    {
        PrepareFor(count);
        if (_old is not null || _table.Keyed)
        {
            FindOrAddCarefully(keys, stride, count, groups);
        }
        else
        {
            FindOrAddFast<TLayout>(keys, stride, count, groups);
        }
    }

    public override int Find(TKey key) => Find(&key);

    public override void Find(ReadOnlySpan<TKey> keys, int* groups)
    {
        fixed (TKey* first = keys)
        {
            if (_old is not null || _table.Keyed)
            {
                Expect(_table, (byte*)first, sizeof(TKey), keys.Length);
                for (int i = 0; i < keys.Length; i++)
                {
                    groups[i] = Find(first + i);
                }

                return;
            }

            int* notes = stackalloc int[BlockSize + 1]; // not the index's own: others may be asking too
            nuint misses = LookUpAll<Contiguous, Asks>((byte*)first, sizeof(TKey), (nuint)keys.Length, groups, notes);
            for (nuint i = 0; i < misses; i++)
            {
                groups[notes[i]] = FindIn(_table, first + notes[i], TKind.AnyHash(first + notes[i]));
            }
        }
    }

    public override void Expect(int keys)
    {
        int buckets = FirstBuckets;
        while (keys + BlockSize > BucketLines.LimitFor(buckets, TKind.KeysInSixteenLines))
        {
            buckets *= 2;
        }

        if (Count == 0 && _old is null && buckets > _table.Buckets)
        {
            bool keyed = _table.Keyed;
            _table.Dispose();
            _table = new BucketLines(buckets, TKind.KeysInSixteenLines, keyed);
        }
    }

    private int Find(TKey* key)
    {
        int group = FindIn(_table, key, HashFor(_table, key));
        return group < 0 && _old is not null && !TKind.IsZero(key) ? FindIn(_old, key, HashFor(_old, key)) : group;
    }

    public override void Clear()
    {
        if (_old is null && Count * 8L < _table.Buckets)
        {
            ClearTouchedLines();
        }
        else
        {
            _table.Clear();
        }

        _old?.Dispose();
        _old = null;
        _arena.Clear();
        _zeroGroup = -1;
        Count = 0;
    }

    public override void Dispose()
    {
        _old?.Dispose();
        _old = null;
        _table.Dispose();
        _notes.Dispose();
        _arena.Dispose();
        base.Dispose();
    }

    private void FindOrAddFast<TLayout>(byte* keys, nint stride, int count, int* groups)
        where TLayout : struct, IKeyLayout
    {
        int* notes = (int*)_notes.Pointer;
        nuint misses = LookUpAll<TLayout, Adds>(keys, stride, (nuint)count, groups, notes);
        for (nuint i = 0; i < misses; i++)
        {
            groups[notes[i]] = FindOrAddSlowly((TKey*)(keys + (notes[i] * stride)));
        }
    }

    /// <summary>Looks at the first line of every key of a block; returns how many keys were not found there and are noted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private nuint LookUpAll<TLayout, TPurpose>(byte* keys, nint stride, nuint count, int* groups, int* notes)
        where TLayout : struct, IKeyLayout
        where TPurpose : struct, IPurpose
    {
        ulong* lines = _table.Lines;
        uint mask = _table.Mask;
        if (_table.Bytes <= CacheBytes)
        {
            return LookUp<NotFetched, TLayout, TPurpose>(keys, stride, count, groups, notes, lines, mask);
        }

        nuint misses = 0;
        nint distance = TLayout.Distance(stride);
        Fetch<TLayout>(keys, stride, Math.Min(FetchedAtOnce, count), groups, lines, mask);
        for (nuint start = 0; start < count; start += FetchedAtOnce)
        {
            byte* part = keys + ((nint)start * distance);
            nuint length = Math.Min(FetchedAtOnce, count - start);
            nuint next = start + length;
            Fetch<TLayout>(keys + ((nint)next * distance), stride, Math.Min(FetchedAtOnce, count - next), groups + next, lines, mask);
            nuint missed = LookUp<Fetched, TLayout, TPurpose>(part, stride, length, groups + start, notes + misses, lines, mask);
            for (nuint end = misses + missed; misses < end; misses++)
            {
                // Mostly its line was full: the next one is asked for, long before it is looked at.
                uint behind = (TKind.AnyHash((TKey*)(part + (notes[misses] * distance))) + 1) & mask;
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0((byte*)lines + ((nuint)behind * 64));
                }

                notes[misses] += (int)start;
            }
        }

        return misses;
    }

    /// <summary>The table is larger than the cache: find the keys' lines and ask for them before any is looked at.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Fetch<TLayout>(byte* keys, nint stride, nuint count, int* groups, ulong* lines, uint mask)
        where TLayout : struct, IKeyLayout
    {
        for (nuint i = 0; i < count; i++, keys += TLayout.Distance(stride))
        {
            uint bucket = TKind.Hash((TKey*)keys) & mask;
            groups[i] = (int)bucket; // it waits where the key's group number will stand
            if (Sse.IsSupported)
            {
                Sse.Prefetch0((byte*)lines + ((nuint)bucket * 64));
            }
        }
    }

    /// <summary>
    /// One line compared per key, without a branch or a call: a key not found in its first line (it is new, zero, long or overflowed) is
    /// noted, and the notes are worked off afterwards, in order. A call inside the loop would spill its registers; a branch would be
    /// mispredicted for every overflow. Whatever is not there reads as group -1. Who only asks has his answer when a line has room left.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static nuint LookUp<TFetched, TLayout, TPurpose>(byte* keys, nint stride, nuint count, int* groups, int* notes, ulong* lines,
        uint mask)
        where TFetched : struct, IFetched
        where TLayout : struct, IKeyLayout
        where TPurpose : struct, IPurpose
    {
        nuint misses = 0;
        for (nuint i = 0; i < count; i++, keys += TLayout.Distance(stride))
        {
            uint bucket = TFetched.IsTrue ? (uint)groups[i] : TKind.Hash((TKey*)keys) & mask;
            ulong* line = (ulong*)((byte*)lines + ((nuint)bucket * 64));
            int group = TKind.GroupOf(line, TKind.Match<TWidth>(line, (TKey*)keys));
            groups[i] = group;
            notes[misses] = (int)i;
            bool isDecided = !TPurpose.Adds && TKind.Empty<TWidth>(line) != 0 && !TKind.IsSpecial((TKey*)keys)
                && !TKind.IsZero((TKey*)keys);
            misses += isDecided ? 0 : (uint)group >> 31;
        }

        return misses;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int FindOrAddSlowly(TKey* key)
    {
        uint hash = TKind.AnyHash(key);
        int group = FindIn(_table, key, hash, out ulong* end);
        return group >= 0 ? group : Add(key, hash, end);
    }

    /// <summary>A new group, whose key is placed in the line where the search for it ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Add(TKey* key, uint hash, ulong* end)
    {
        int group = Count;
        if (group == TKind.GroupsMax)
        {
            throw new InvalidOperationException(
                $"More than {TKind.GroupsMax:N0} different keys in one partition; use more partitions.");
        }

        KeyColumn.EnsureCapacity(group + 1, group);
        TKey kept = TKind.Keep(key, _arena); // may throw; the group does not exist before
        KeyAt(group)[0] = kept;
        Count = group + 1;
        if (TKind.IsZero(key))
        {
            _zeroGroup = group;
        }
        else
        {
            Store(end, &kept, group);
            _suspicious |= (((uint)((end - _table.Lines) / 8) - hash) & _table.Mask) > LongestRun;
        }

        return group;
    }

    private int FindIn(BucketLines table, TKey* key, uint hash) => FindIn(table, key, hash, out _);

    /// <summary>A key's group number; -1 when it is not there, and then the first line that has room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindIn(BucketLines table, TKey* key, uint hash, out ulong* end)
    {
        end = null;
        if (TKind.IsZero(key))
        {
            return _zeroGroup;
        }

        bool special = TKind.IsSpecial(key);
        for (uint bucket = hash & table.Mask; ; bucket = (bucket + 1) & table.Mask)
        {
            ulong* line = table.Lines + (bucket * 8);
            uint match = special ? TKind.MatchSpecial<TWidth>(line, key) : TKind.Match<TWidth>(line, key);
            for (; match != 0; match &= match - 1)
            {
                int group = TKind.GroupOf(line, match);
                if (!special || TKind.AreEqual(key, KeyAt(group)))
                {
                    return group;
                }
            }

            if (TKind.Empty<TWidth>(line) != 0)
            {
                end = line;
                return -1;
            }
        }
    }

    /// <summary>The line that takes a key that is not in a table.</summary>
    private static ulong* LineFor(BucketLines table, uint hash)
    {
        uint bucket = hash & table.Mask;
        while (TKind.Empty<TWidth>(table.Lines + (bucket * 8)) == 0)
        {
            bucket = (bucket + 1) & table.Mask;
        }

        return table.Lines + (bucket * 8);
    }

    private static void Store(ulong* line, TKey* key, int group) =>
        TKind.Store(line, BitOperations.TrailingZeroCount(TKind.Empty<TWidth>(line)), key, group);

    /// <summary>Few keys in a large table: empties only the lines they are in. Whoever empties a full line goes on to the next.</summary>
    private void ClearTouchedLines()
    {
        for (int group = 0; group < Count; group++)
        {
            TKey* key = KeyAt(group);
            if (TKind.IsZero(key))
            {
                continue;
            }

            for (uint bucket = HashFor(_table, key) & _table.Mask; ; bucket = (bucket + 1) & _table.Mask)
            {
                ulong* line = _table.Lines + (bucket * 8);
                bool full = TKind.Empty<TWidth>(line) == 0;
                new Span<ulong>(line, 8).Clear();
                if (!full)
                {
                    break;
                }
            }
        }
    }

    /// <summary>A key by its number. Key columns of this index are native memory, so the address holds until the next growth.</summary>
    private TKey* KeyAt(int group) => (TKey*)Unsafe.AsPointer(ref KeyColumn.First) + group;

    private static uint HashFor(BucketLines table, TKey* key) => table.Keyed ? TKind.KeyedHash(key) : TKind.AnyHash(key);

    /// <summary>How far apart keys lie: a constant for keys in an array, so that the loop has one value less to hold.</summary>
    private interface IKeyLayout
    {
        static abstract nint Distance(nint stride);
    }

    private readonly struct Contiguous : IKeyLayout
    {
        public static nint Distance(nint stride) => sizeof(TKey);
    }

    private readonly struct Spread : IKeyLayout
    {
        public static nint Distance(nint stride) => stride;
    }

    private interface IFetched
    {
        static abstract bool IsTrue { get; }
    }

    private readonly struct Fetched : IFetched
    {
        public static bool IsTrue => true;
    }

    private interface IPurpose
    {
        static abstract bool Adds { get; }
    }

    private readonly struct Adds : IPurpose
    {
        static bool IPurpose.Adds => true;
    }

    private readonly struct Asks : IPurpose
    {
        public static bool Adds => false;
    }

    private readonly struct NotFetched : IFetched
    {
        public static bool IsTrue => false;
    }
}
