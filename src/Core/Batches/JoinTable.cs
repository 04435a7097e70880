using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The left side of a join, ready to be asked: keys numbered, records of equal keys on a chain, everything in columns, so that nothing is allocated per key
/// or record. Used by one partition at a time.
/// </summary>
internal sealed unsafe class JoinTable<TKey, TLeft> : IDisposable
{
    private readonly KeyIndex<TKey> _index = KeyIndex<TKey>.Create();
    private readonly Column<int> _heads = new(); // by key: record + 1
    private readonly Column<int> _next = new(); // by record: record + 1, 0 at the end
    private readonly Column<TLeft> _values = new();
    private readonly Column<byte> _met = new(); // by key
    private readonly TKey[] _keys = new TKey[Block.Size];
    private readonly NativeBlock _groups = new(Block.Size * sizeof(int));
    private int _records;

    public ReadOnlySpan<TKey> Keys => _index.Keys;

    /// <summary>1 for every key that <see cref="Meet"/> was told of.</summary>
    public ReadOnlySpan<byte> Met => _met.Span(_index.Count);

    /// <summary>Adds a block of records.</summary>
    public void Add(ReadOnlySpan<KeyValuePair<TKey, TLeft>> block)
    {
        int known = _index.Count;
        _heads.EnsureCapacity(known + block.Length, known);
        _met.EnsureCapacity(known + block.Length, known);
        _next.EnsureCapacity(_records + block.Length, _records);
        _values.EnsureCapacity(_records + block.Length, _records);
        TakeKeys(block);
        int* groups = (int*)_groups.Pointer;
        _index.FindOrAdd(_keys.AsSpan(0, block.Length), groups);
        ref int heads = ref _heads.First;
        ref int next = ref _next.First;
        ref TLeft values = ref _values.First;
        for (int i = 0; i < block.Length; i++)
        {
            ref int head = ref Unsafe.Add(ref heads, groups[i]);
            Unsafe.Add(ref next, _records) = head;
            Unsafe.Add(ref values, _records) = block[i].Value;
            head = ++_records;
        }
    }

    /// <summary>The number of each record's key, or -1.</summary>
    public ReadOnlySpan<int> Find<TRight>(ReadOnlySpan<KeyValuePair<TKey, TRight>> block)
    {
        TakeKeys(block);
        int* groups = (int*)_groups.Pointer;
        _index.Find(_keys.AsSpan(0, block.Length), groups);
        return new ReadOnlySpan<int>(groups, block.Length);
    }

    /// <summary>The first record of a key, plus one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstOf(int key) => Unsafe.Add(ref _heads.First, key);

    /// <summary>The record after one, each plus one; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int After(int record) => Unsafe.Add(ref _next.First, record - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLeft ValueOf(int record) => Unsafe.Add(ref _values.First, record - 1);

    public void Meet(int key) => Unsafe.Add(ref _met.First, key) = 1;

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        int keys = _index.Count;
        _heads.Clear(keys);
        _met.Clear(keys);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TLeft>())
        {
            _values.Clear(_records);
        }

        _index.Clear();
        _records = 0;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            Array.Clear(_keys);
        }
    }

    public void Dispose()
    {
        _index.Dispose();
        _heads.Dispose();
        _next.Dispose();
        _values.Dispose();
        _met.Dispose();
        _groups.Dispose();
    }

    private void TakeKeys<TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> block)
    {
        TKey[] keys = _keys;
        for (int i = 0; i < block.Length && i < keys.Length; i++)
        {
            keys[i] = block[i].Key;
        }
    }
}
