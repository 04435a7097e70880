namespace HotStream;

/// <summary>One side's records of an output partition, chained by the number of their key.</summary>
internal sealed unsafe class JoinSide<TKey, TValue>
{
    private readonly RecordList<TValue> _values = new();
    private int[] _heads = []; // by key number: record + 1, 0 is none
    private int[] _next = [];

    public JoinSide(GroupTable<TKey, byte> keys, IEnumerable<RecordPieces<KeyValuePair<TKey, TValue>>> lists)
    {
        var block = new TKey[Block.Size];
        int* groups = stackalloc int[Block.Size];
        foreach (RecordPieces<KeyValuePair<TKey, TValue>> list in lists)
        {
            foreach (ReadOnlySpan<KeyValuePair<TKey, TValue>> piece in list)
            {
                AddAll(piece);
            }
        }

        void AddAll(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
        {
            for (int start = 0; start < pairs.Length; start += Block.Size)
            {
                int length = Math.Min(Block.Size, pairs.Length - start);
                for (int i = 0; i < length; i++)
                {
                    block[i] = pairs[start + i].Key;
                }

                keys.Locate(block.AsSpan(0, length), groups);
                Cover(keys.Count);
                Chain(pairs.Slice(start, length), groups);
            }
        }
    }

    /// <summary>Returns the values' array.</summary>
    public void Release() => _values.Release();

    /// <summary>The record of a key that came last, or -1.</summary>
    private int Last(int key) => _heads[key] - 1;

    /// <summary>The record of the same key that came before, or -1.</summary>
    private int Before(int record) => _next[record] - 1;

    private TValue Value(int record) => _values.Span[record];

    /// <summary>The values of a key in the order in which they came.</summary>
    public List<TValue> ValuesOf(int key)
    {
        var values = new List<TValue>();
        for (int record = Last(key); record >= 0; record = Before(record))
        {
            values.Add(Value(record));
        }

        values.Reverse(); // the chain leads from the last to the first
        return values;
    }

    /// <summary>Makes room for so many keys.</summary>
    public void Cover(int keys)
    {
        if (keys > _heads.Length)
        {
            Array.Resize(ref _heads, Math.Max(keys, _heads.Length * 2));
        }
    }

    private void Chain(ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs, int* groups)
    {
        if (_values.Count + pairs.Length > _next.Length)
        {
            Array.Resize(ref _next, Math.Max(_values.Count + pairs.Length, _next.Length * 2));
        }

        for (int i = 0; i < pairs.Length; i++)
        {
            int record = _values.Count;
            _values.Add(pairs[i].Value);
            _next[record] = _heads[groups[i]];
            _heads[groups[i]] = record + 1;
        }
    }
}
