#pragma warning disable CS8500 // see BucketIndex.cs
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <content>Growth and change of hash, spread over the blocks that follow: eight old keys are carried over
/// for each key presented.</content>
internal sealed unsafe partial class BucketIndex<TKey, TKind, TWidth>
{
    private const int CarriedPerKey = 8;

    private BucketLines? _old;
    private int _carried; // groups below this are in _table
    private int _toCarry; // groups below this were in _old when carrying began
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
        _toCarry = Count;
        Carry(BlockSize * CarriedPerKey);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Carry(int most)
    {
        if (_old is null)
        {
            return;
        }

        int end = (int)Math.Min((long)_carried + most, _toCarry);
        while (_carried < end)
        {
            int count = Math.Min(end - _carried, BlockSize);
            Expect(_table, (byte*)KeyAt(_carried), sizeof(TKey), count);
            for (int i = 0; i < count; i++, _carried++)
            {
                TKey* key = KeyAt(_carried);
                if (!TKind.IsZero(key))
                {
                    Place(_table, key, HashFor(_table, key), _carried);
                }
            }
        }

        if (_carried == _toCarry)
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
