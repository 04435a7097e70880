#pragma warning disable CS8500 // pairs are addressed only when they are unmanaged, which the compiler cannot see
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// One lane's records of one batch, folded by key: how many, and their state. The keys outlive the batch, so that a stream whose keys come
/// again does not hash them into an empty table every time, and each remembers the number that the window's table has given it. Keys are
/// forgotten when fewer than a quarter of them came in a batch. One owner at a time.
/// </summary>
internal sealed unsafe class FoldTable<TKey, TState> : IDisposable
{
    private readonly KeyIndex<TKey> _index = KeyIndex<TKey>.Create();
    private readonly GrowingArray<long> _counts = new();
    private readonly GrowingArray<TState> _states = new();
    private readonly GrowingArray<int> _numbers = new(); // of the window's table, plus one; 0 where not asked yet
    private readonly GrowingArray<int> _partitions = new();
    private int[] _versions = []; // of each partition's table, when its numbers were asked for
    private int _dealt; // keys below know their partition

    public static bool HasStates
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TState) != typeof(NoState);
    }

    /// <summary>Keys, of this batch and of those before.</summary>
    public int Count => _index.Count;

    public ReadOnlySpan<TKey> Keys => _index.Keys;

    /// <summary>Records of each key in this batch; 0 for keys of earlier batches.</summary>
    public Span<long> Counts => _counts.Span(Count);

    /// <summary>States of the keys whose count is not 0.</summary>
    public Span<TState> States => !HasStates ? default : _states.Span(Count);

    public Span<int> Numbers => _numbers.Span(Count);

    /// <summary>The partition of each key, after <see cref="Deal"/>.</summary>
    public ReadOnlySpan<int> Partitions => _partitions.Span(Count);

    private static bool KeepsKeys => KeyTraits<TKey>.IsOwnedByTables;

    /// <summary>Lane-local numbers of a block of keys; those of new keys are the highest.</summary>
    public void Locate(ReadOnlySpan<TKey> keys, int* groups)
    {
        Reserve(keys.Length);
        _index.FindOrAdd(keys, groups);
    }

    /// <summary><see cref="Locate"/> for the keys of pairs, where they lie; false when the index cannot.</summary>
    public bool TryLocate<TValue>(KeyValuePair<TKey, TValue>* pairs, int count, int* groups)
    {
        if (!_index.TakesStrides)
        {
            return false;
        }

        Reserve(count);
        _index.FindOrAdd(pairs, sizeof(KeyValuePair<TKey, TValue>), count, groups); // the key is the first field
        return true;
    }

    /// <summary>Counts one record for each of a block of keys.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void CountUp(int* groups, nuint length)
    {
        ref long counts = ref _counts.First;
        for (nuint i = 0; i < length; i++)
        {
            Unsafe.Add(ref counts, groups[i])++;
        }
    }

    /// <summary>Counts and folds one value for each of a block of keys.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Fold<TValue, TAggregate>(int* groups, ReadOnlySpan<TValue> values, TAggregate aggregate)
        where TAggregate : struct, IAggregate<TValue, TState>
    {
        ref long counts = ref _counts.First;
        ref TState states = ref _states.First;
        for (int i = 0; i < values.Length; i++)
        {
            int group = groups[i];
            if (Unsafe.Add(ref counts, group)++ != 0)
            {
                aggregate.Add(ref Unsafe.Add(ref states, group), values[i]);
            }
            else
            {
                Unsafe.Add(ref states, group) = aggregate.Create(values[i]);
            }
        }
    }

    /// <summary>Says to which partition each key belongs; before partitions read the lane side by side.</summary>
    public void Deal(int partitions)
    {
        if (_versions.Length != partitions)
        {
            _versions = new int[partitions];
            _dealt = 0;
        }

        int count = Count;
        _numbers.EnsureCapacity(count, _dealt);
        _partitions.EnsureCapacity(count, _dealt);
        if (_dealt < count)
        {
            _numbers.Span(count)[_dealt..].Clear();
            DealFrom(_dealt, _partitions.Span(count), partitions);
            _dealt = count;
        }
    }

    /// <summary>Forgets the numbers that an older version of a partition's table has given.</summary>
    public void Follow(int partition, int version)
    {
        if (_versions[partition] == version)
        {
            return;
        }

        _versions[partition] = version;
        Span<int> numbers = Numbers;
        ReadOnlySpan<int> partitions = Partitions;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (partitions[i] == partition)
            {
                numbers[i] = 0;
            }
        }
    }

    /// <summary>Ready for the next batch.</summary>
    public void Reset()
    {
        int count = Count;
        if (count == 0)
        {
            return;
        }

        long came = 0;
        foreach (long records in Counts)
        {
            came += records != 0 ? 1 : 0;
        }

        _counts.Clear(count);
        if (HasStates)
        {
            _states.Clear(count);
        }

        if (!KeepsKeys || came * 4 < count)
        {
            _index.Clear();
            _dealt = 0;
        }
    }

    public void Dispose()
    {
        _index.Dispose();
        _counts.Dispose();
        _states.Dispose();
        _numbers.Dispose();
        _partitions.Dispose();
    }

    private void Reserve(int keys)
    {
        int known = _index.Count; // first: a key that cannot be read throws halfway, after others were added
        _counts.EnsureCapacity(known + keys, known);
        if (HasStates)
        {
            _states.EnsureCapacity(known + keys, known);
        }
    }

    private void DealFrom(int start, Span<int> partitionOf, int partitions)
    {
        ReadOnlySpan<TKey> keys = Keys;
        for (int i = start; i < keys.Length; i++)
        {
            partitionOf[i] = partitions == 1 ? 0 : StableHash.Partition(StableHash.Of(keys[i]), partitions);
        }
    }
}
