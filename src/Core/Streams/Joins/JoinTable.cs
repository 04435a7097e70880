using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// The left side of a join, ready to be asked: keys numbered, records of equal keys on a ring, everything in columns, so that nothing is
/// allocated per key or record. A key knows its last record, and the last leads to the first: records are added at the end and read in the
/// order in which they came. Used by one partition at a time.
/// </summary>
internal sealed unsafe class JoinTable<TKey, TLeft> : IDisposable
{
    private readonly KeyIndex<TKey> _index = KeyIndex<TKey>.Create();
    private readonly GrowingArray<int> _lasts = new(); // by key: record + 1
    private readonly GrowingArray<Record> _records = new();
    private readonly GrowingArray<byte> _met = new(); // by key
    private readonly TKey[] _keys = new TKey[Block.Size];
    private readonly NativeBlock _groups = new(Block.Size * sizeof(int));
    private int _count;

    public ReadOnlySpan<TKey> Keys => _index.Keys;

    /// <summary>1 for every key that <see cref="Meet"/> was called with.</summary>
    public ReadOnlySpan<byte> Met => _met.Span(_index.Count);

    /// <summary>Adds a block of records.</summary>
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TLeft>> block)
    {
        int known = _index.Count;
        _lasts.EnsureCapacity(known + block.Length, known);
        _met.EnsureCapacity(known + block.Length, known);
        _records.EnsureCapacity(_count + block.Length, _count);
        TakeKeys(block);
        int* groups = (int*)_groups.Pointer;
        _index.FindOrAdd(_keys.AsSpan(0, block.Length), groups);
        ref int lasts = ref _lasts.First;
        ref Record records = ref _records.First;
        for (int i = 0; i < block.Length; i++)
        {
            ref int last = ref Unsafe.Add(ref lasts, groups[i]);
            int record = _count++;
            int first = record + 1;
            if (last != 0)
            {
                ref int next = ref Unsafe.Add(ref records, last - 1).Next;
                first = next;
                next = record + 1;
            }

            Unsafe.Add(ref records, record) = new Record { Value = block[i].Value, Next = first };
            last = record + 1;
        }
    }

    /// <summary>So many records are to come.</summary>
    public void Expect(int records)
    {
        _index.Expect(records);
        _lasts.EnsureCapacity(records, 0);
        _met.EnsureCapacity(records, 0);
        _records.EnsureCapacity(records, 0);
    }

    /// <summary>
    /// The number of each record's key, or -1. What they lead to is asked for, all at once, when it is more than the cache holds.
    /// </summary>
    public ReadOnlySpan<int> Find<TRight>(ReadOnlySpan<KeyValuePair<TKey, TRight>> block)
    {
        TakeKeys(block);
        int* groups = (int*)_groups.Pointer;
        _index.Find(_keys.AsSpan(0, block.Length), groups);
        var keys = new ReadOnlySpan<int>(groups, block.Length);
        if (Sse.IsSupported && !RuntimeHelpers.IsReferenceOrContainsReferences<TLeft>()
            && (long)_count * Unsafe.SizeOf<Record>() > KeyIndex<TKey>.CacheBytes)
        {
            Fetch(keys);
        }

        return keys;
    }

    /// <summary>The last record of a key, plus one; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LastOf(int key) => Unsafe.Add(ref _lasts.First, key);

    /// <summary>The record after one, each plus one; after the last comes the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int After(int record) => Unsafe.Add(ref _records.First, record - 1).Next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLeft ValueOf(int record) => Unsafe.Add(ref _records.First, record - 1).Value;

    public void Meet(int key) => Unsafe.Add(ref _met.First, key) = 1;

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        int keys = _index.Count;
        _lasts.Clear(keys);
        _met.Clear(keys);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TLeft>())
        {
            _records.Clear(_count);
        }

        _index.Clear();
        _count = 0;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(_keys);
        }
    }

    public void Dispose()
    {
        _index.Dispose();
        _lasts.Dispose();
        _records.Dispose();
        _met.Dispose();
        _groups.Dispose();
    }

    private void Fetch(ReadOnlySpan<int> keys)
    {
        int* lasts = (int*)Unsafe.AsPointer(ref _lasts.First);
        byte* records = (byte*)Unsafe.AsPointer(ref _records.First);
        foreach (int key in keys)
        {
            Sse.Prefetch0(lasts + Math.Max(key, 0));
        }

        foreach (int key in keys)
        {
            Sse.Prefetch0(records + ((long)Math.Max(lasts[Math.Max(key, 0)] - 1, 0) * Unsafe.SizeOf<Record>()));
        }
    }

    private void TakeKeys<TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> block)
    {
        TKey[] keys = _keys;
        for (int i = 0; i < block.Length && i < keys.Length; i++)
        {
            keys[i] = block[i].Key;
        }
    }

    /// <summary>A left record: its value, and the next record of the same key plus one.</summary>
    private struct Record
    {
        public TLeft Value;
        public int Next;
    }
}
