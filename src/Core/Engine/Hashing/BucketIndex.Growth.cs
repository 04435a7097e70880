#pragma warning disable CS8500 // see BucketIndex.cs
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <content>
/// Growth and change of hash, spread over the blocks that follow: four old lines are carried over for each key presented. Line by line the
/// keys of a table go to two lines of one twice as large, next to those of the line before: by their numbers they would go anywhere,
/// and each would be a miss.
/// </content>
internal sealed unsafe partial class BucketIndex<TKey, TKind, TWidth>
{
    private const int CarriedPerKey = 4;

    private BucketLines? _old;
    private int _carried; // the keys of lines below this are in _table
    private bool _suspicious;

    /// <summary>Whether a larger table is being filled at this moment.</summary>
    internal bool IsGrowing => _old is not null;

    /// <summary>Whether the keyed hash is in use.</summary>
    internal bool IsKeyed => _table.Keyed;

    private void PrepareFor(int keys)
    {
        if (_old is not null)
        {
            Carry(keys * CarriedPerKey);
        }

        if (Count + keys > _table.Limit)
        {
            Start(_table.Buckets * 2, _table.Keyed);
        }
        else if (_suspicious)
        {
            _suspicious = false;
            if (!_table.Keyed)
            {
                Start(_table.Buckets, keyed: true);
            }
        }
    }

    private void Start(int buckets, bool keyed)
    {
        Carry(int.MaxValue); // nothing to do unless a block brings more keys than the last growth foresaw
        while (Count + BlockSize > BucketLines.LimitFor(buckets, TKind.KeysInSixteenLines))
        {
            buckets *= 2;
        }

        _old = _table;
        _table = new BucketLines(buckets, TKind.KeysInSixteenLines, keyed);
        _carried = 0;
        Carry(BlockSize * CarriedPerKey);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Carry(int most)
    {
        if (_old is null)
        {
            return;
        }

        int end = (int)Math.Min((long)_carried + most, _old.Buckets);
        for (; _carried < end; _carried++)
        {
            ulong* line = _old.Lines + ((nint)_carried * 8);
            for (uint taken = TKind.Empty<TWidth>(line) ^ TKind.Lanes; taken != 0; taken &= taken - 1)
            {
                int lane = BitOperations.TrailingZeroCount(taken);
                if (!TKind.TryHash(line, lane, _table.Keyed, out uint hash))
                {
                    hash = HashFor(_table, KeyAt(TKind.GroupOf(line, taken)));
                }

                ulong* to = LineFor(_table, hash);
                TKind.Move(line, lane, to, BitOperations.TrailingZeroCount(TKind.Empty<TWidth>(to)));
            }
        }

        if (_carried == _old.Buckets)
        {
            _old.Dispose();
            _old = null;
        }
    }

    /// <summary>Two tables may have to be asked, or the hash is the keyed one: correct first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindOrAddCarefully(byte* keys, nint stride, int count, int* groups)
    {
        Expect(_table, keys, stride, count);
        if (_old is not null)
        {
            Expect(_old, keys, stride, count);
        }

        for (int i = 0; i < count; i++)
        {
            TKey* key = (TKey*)(keys + (i * stride));
            uint hash = HashFor(_table, key);
            int group = FindIn(_table, key, hash, out ulong* end);
            if (group < 0 && _old is not null && end is not null)
            {
                group = FindIn(_old, key, HashFor(_old, key));
            }

            groups[i] = group >= 0 ? group : Add(key, hash, end);
        }
    }

    /// <summary>Asks for the lines of all keys of a block, so that their misses overlap.</summary>
    private static void Expect(BucketLines table, byte* keys, nint stride, int count)
    {
        if (table.Bytes <= CacheBytes || !Sse.IsSupported)
        {
            return;
        }

        for (int i = 0; i < count; i++, keys += stride)
        {
            Sse.Prefetch0((byte*)table.Lines + ((nuint)(HashFor(table, (TKey*)keys) & table.Mask) * 64));
        }
    }
}
