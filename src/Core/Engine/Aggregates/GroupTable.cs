#pragma warning disable CS8500 // pairs are addressed only when they are unmanaged, which the compiler cannot see
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// Key to state, built for folding blocks of records: keys are turned into dense group numbers first, states are updated by number
/// second, so that both loops are short, free of calls, and their cache misses overlap. Text, whole numbers and enums go through
/// cache-line buckets compared by vectors; all other keys through <see cref="EqualityComparer{T}.Default"/>.
/// Groups are numbered, and enumerated, in the order in which their keys first appeared. Long text keys are copied into the table's own
/// memory. Growth is spread over later calls. Not thread-safe: one owner at a time. Dispose it to return native memory at once.
/// </summary>
/// <typeparam name="TKey">Keys. The default value and the empty text are keys like any other.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
internal sealed unsafe class GroupTable<TKey, TState> : IDisposable
{
    // Numbers are given in order of appearance, so frequent keys' states lie together and stay in the cache
    // much longer than the index does.
    private const long StatesFetchedAhead = 4 * 1024 * 1024;

    private readonly KeyIndex<TKey> _index;
    private readonly GrowingArray<TState> _states = new();

    /// <summary>Creates an empty table.</summary>
    public GroupTable()
        : this(KeyIndex<TKey>.Create())
    {
    }

    internal GroupTable(KeyIndex<TKey> index) => _index = index;

    /// <summary>Distinct keys.</summary>
    public int Count => _index.Count;

    /// <summary>The keys by group number; valid until the table changes.</summary>
    public ReadOnlySpan<TKey> Keys => _index.Keys;

    /// <summary>The states by group number; valid until the table changes.</summary>
    public Span<TState> States => Count == 0 ? default : _states.Span(Count);

    /// <summary>The state of a key, added with <paramref name="initial"/> when the key is new. Valid until the table changes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="initial">State of a new key.</param>
    public ref TState GetOrAdd(TKey key, TState initial)
    {
        int known = Count;
        int group = 0;
        _states.EnsureCapacity(known + 1, known);
        _index.FindOrAdd(new ReadOnlySpan<TKey>(in key), &group);
        if (Count > known)
        {
            Unsafe.Add(ref _states.First, group) = initial;
        }

        return ref Unsafe.Add(ref _states.First, group);
    }

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="state">Its state, or the default.</param>
    public bool TryGet(TKey key, out TState state)
    {
        int group = _index.Find(key);
        state = group < 0 ? default! : Unsafe.Add(ref _states.First, group);
        return group >= 0;
    }

    /// <summary>Folds values into the states of their keys.</summary>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TAggregate">The fold; a struct, so that the loop is specialised.</typeparam>
    /// <param name="keys">One key per record.</param>
    /// <param name="values">One value per record, as many as keys.</param>
    /// <param name="aggregate">The fold.</param>
    /// <exception cref="ArgumentException">There are not as many values as keys.</exception>
    public void Accumulate<TValue, TAggregate>(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, TAggregate aggregate)
        where TAggregate : struct, IAggregate<TValue, TState>
    {
        if (keys.Length != values.Length)
        {
            throw new ArgumentException($"{keys.Length} keys came with {values.Length} values; pass one value per key.", nameof(values));
        }

        int* groups = stackalloc int[Block.Size];
        for (int start = 0; start < keys.Length; start += Block.Size)
        {
            int length = Math.Min(Block.Size, keys.Length - start);
            int known = Locate(keys.Slice(start, length), groups);
            Fold(groups, values.Slice(start, length), known, aggregate);
        }
    }

    /// <summary>Forgets all keys and states, keeping memory for the next use.</summary>
    public void Clear()
    {
        _states.Clear(Count);
        _index.Clear();
    }

    /// <summary>Returns native memory.</summary>
    public void Dispose()
    {
        _index.Dispose();
        _states.Dispose();
    }

    /// <summary>Group numbers of one block of keys; returns the number of groups known before. New states are zero.</summary>
    internal int Locate(ReadOnlySpan<TKey> keys, int* groups)
    {
        int known = _index.Count;
        _states.EnsureCapacity(known + keys.Length, known); // first: a key that cannot be read throws halfway, after others were added
        _index.FindOrAdd(keys, groups);
        return known;
    }

    /// <summary>
    /// <see cref="Locate(ReadOnlySpan{TKey}, int*)"/> for the keys of pairs, where they lie; false when the index cannot.
    /// </summary>
    internal bool TryLocate<TValue>(KeyValuePair<TKey, TValue>* pairs, int count, int* groups, out int known)
    {
        known = _index.Count;
        if (!_index.TakesStrides || RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
        {
            return false;
        }

        _states.EnsureCapacity(known + count, known);
        _index.FindOrAdd(pairs, sizeof(KeyValuePair<TKey, TValue>), count, groups); // the key is the first field
        return true;
    }

    /// <summary>Adds one block of values to the groups located before. New groups appear in ascending order.</summary>
    internal void Fold<TValue, TAggregate>(int* groups, ReadOnlySpan<TValue> values, int known, TAggregate aggregate)
        where TAggregate : struct, IAggregate<TValue, TState>
    {
        ref TState states = ref _states.First;
        if (Count * (long)Unsafe.SizeOf<TState>() > StatesFetchedAhead)
        {
            Fetch(ref states, groups, values.Length);
        }

        if (known == Count)
        {
            FoldKnown(ref states, groups, values, aggregate); // no new key in this block, which is the rule
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            int group = groups[i];
            ref TState state = ref Unsafe.Add(ref states, group);
            if (group < known)
            {
                aggregate.Add(ref state, values[i]);
            }
            else
            {
                state = aggregate.Create(values[i]);
                known++;
            }
        }
    }

    /// <summary>The states are more than the cache holds: ask for those of the block before any is changed.</summary>
    private static void Fetch(ref TState states, int* groups, int count)
    {
        if (!Sse.IsSupported || RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
        {
            return;
        }

        byte* first = (byte*)Unsafe.AsPointer(ref states);
        for (int i = 0; i < count; i++)
        {
            Sse.Prefetch0(first + ((long)groups[i] * Unsafe.SizeOf<TState>()));
        }
    }

    private static void FoldKnown<TValue, TAggregate>(ref TState states, int* groups, ReadOnlySpan<TValue> values, TAggregate aggregate)
        where TAggregate : struct, IAggregate<TValue, TState>
    {
        for (int i = 0; i < values.Length; i++)
        {
            aggregate.Add(ref Unsafe.Add(ref states, groups[i]), values[i]);
        }
    }
}
