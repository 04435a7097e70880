namespace HotStream;

/// <summary>
/// One version of a static dataset: keys numbered, the values of a key side by side. Unchanged once made, so many threads may read it.
/// Counted leases; the last returns the memory.
/// </summary>
internal sealed unsafe class DatasetVersion<TKey, TValue>
{
    private readonly int[] _starts; // by key number, and one more
    private readonly TValue[] _values;
    private int _leases = 1;

    public DatasetVersion(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        KeyValuePair<TKey, TValue>[] records = [.. pairs];
        var keys = new TKey[Math.Min(Block.Size, records.Length)];
        int[] numbers = new int[records.Length];
        fixed (int* first = numbers)
        {
            for (int start = 0; start < records.Length; start += Block.Size)
            {
                int length = Math.Min(Block.Size, records.Length - start);
                for (int i = 0; i < length; i++)
                {
                    keys[i] = records[start + i].Key;
                }

                Index.FindOrAdd(keys.AsSpan(0, length), first + start);
            }
        }

        _starts = new int[Index.Count + 1];
        foreach (int key in numbers)
        {
            _starts[key + 1]++;
        }

        for (int key = 0; key < Index.Count; key++)
        {
            _starts[key + 1] += _starts[key];
        }

        _values = new TValue[records.Length];
        int[] next = _starts[..^1];
        for (int i = 0; i < records.Length; i++)
        {
            _values[next[numbers[i]]++] = records[i].Value;
        }
    }

    public long Number { get; set; } = 1;

    public int Count => _values.Length;

    public KeyIndex<TKey> Index { get; } = KeyIndex<TKey>.Create();

    /// <summary>The values of a key number, in the order they were given; none for -1, and at least one for any other.</summary>
    public ReadOnlySpan<TValue> ValuesOf(int key) => key < 0 ? default : _values.AsSpan(_starts[key].._starts[key + 1]);

    public void AddLease() => Interlocked.Increment(ref _leases);

    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            Index.Dispose();
        }
    }
}
