namespace HotStream;

/// <summary>
/// Gives every distinct key a group number: 0, 1, 2 ... in the order of first appearance. Keys are presented a block at a time, so that
/// there is one virtual call per block and none per key. One owner; not thread-safe.
/// </summary>
internal abstract unsafe class KeyIndex<TKey> : IDisposable
{
    /// <summary>Most keys a single block may have.</summary>
    public const int BlockSize = Block.Size;

    /// <summary>Beyond so many bytes, memory is fetched ahead; within, fetching ahead costs 25 to 40 %.</summary>
    public const long CacheBytes = 768 * 1024;

    protected GrowingArray<TKey> KeyColumn { get; } = new();

    /// <summary>Distinct keys.</summary>
    public int Count { get; protected set; }

    /// <summary>The keys by group number.</summary>
    public ReadOnlySpan<TKey> Keys => Count == 0 ? default : KeyColumn.Span(Count);

    /// <summary>The group number of each key, new groups made as needed; at most <see cref="BlockSize"/> keys.</summary>
    public abstract void FindOrAdd(ReadOnlySpan<TKey> keys, int* groups);

    /// <summary>Whether keys may be given where they lie among other data, by address and distance.</summary>
    public virtual bool TakesStrides => false;

    /// <summary>
    /// <see cref="FindOrAdd(ReadOnlySpan{TKey}, int*)"/> for keys that lie <paramref name="stride"/> bytes
    /// apart, in memory that does not move.
    /// </summary>
    public virtual void FindOrAdd(void* keys, nint stride, int count, int* groups) => throw new NotSupportedException();

    /// <summary>The group number of a key, or -1.</summary>
    public abstract int Find(TKey key);

    /// <summary>The group number of each key, or -1. Changes nothing, so that several threads may ask while nobody adds.</summary>
    public abstract void Find(ReadOnlySpan<TKey> keys, int* groups);

    /// <summary>
    /// Adds the flagged keys of another index, in their order, and says which group each key has here: -1 for those left out.
    /// </summary>
    public void AddAlive(KeyIndex<TKey> other, ReadOnlySpan<byte> alive, Span<int> groups)
    {
        Span<TKey> block = new TKey[BlockSize];
        int* found = stackalloc int[BlockSize];
        ReadOnlySpan<TKey> keys = other.Keys;
        int start = 0;
        while (start < keys.Length)
        {
            int end = start;
            int count = 0;
            for (; end < keys.Length && count < BlockSize; end++)
            {
                if (alive[end] != 0)
                {
                    block[count++] = keys[end];
                }
            }

            FindOrAdd(block[..count], found);
            for (int i = start, next = 0; i < end; i++)
            {
                groups[i] = alive[i] != 0 ? found[next++] : -1;
            }

            start = end;
        }
    }

    /// <summary>So many keys are to come: an empty index makes room for them at once, instead of growing time and again.</summary>
    public virtual void Expect(int keys)
    {
    }

    /// <summary>Forgets all keys, keeping the memory.</summary>
    public abstract void Clear();

    public virtual void Dispose() => KeyColumn.Dispose();

    /// <summary>
    /// The index for this key type: lines of keys for text and words, compared by vectors; a chained table for all others.
    /// </summary>
    public static KeyIndex<TKey> Create() => Create(KernelCatalog.Width);

    /// <inheritdoc cref="Create()"/>
    public static KeyIndex<TKey> Create(string width)
    {
        if (typeof(TKey) == typeof(Utf8Slice))
        {
            return (KeyIndex<TKey>)(object)ForKind<Utf8Slice, SliceKind>(width);
        }

        return KeyTraits<TKey>.IsWord ? ForKind<TKey, WordKind<TKey>>(width) : new ComparedIndex<TKey>();
    }

    private static KeyIndex<TAny> ForKind<TAny, TKind>(string width)
        where TKind : struct, IKeyKind<TAny> => width switch
        {
            "512" => new BucketIndex<TAny, TKind, Width512>(),
            "256" => new BucketIndex<TAny, TKind, Width256>(),
            "128" => new BucketIndex<TAny, TKind, Width128>(),
            _ => new BucketIndex<TAny, TKind, ScalarWidth>(),
        };
}
