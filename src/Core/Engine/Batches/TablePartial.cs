#pragma warning disable CS8500 // pairs are addressed only when they are unmanaged, which the compiler cannot see
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Pairs folded by key into a <see cref="GroupTable{TKey,TState}"/>.</summary>
internal sealed unsafe class TablePartial<TKey, TValue, TState, TAggregate>(TAggregate aggregate)
    : MergeablePartial<KeyValuePair<TKey, TValue>>
    where TAggregate : struct, IAggregate<TValue, TState>
{
    private readonly TKey[] _keys = new TKey[Block.Size];
    private readonly TValue[] _values = new TValue[Block.Size];
    private readonly NativeBlock _groups = new(Block.Size * sizeof(int));

    public GroupTable<TKey, TState> Table { get; } = new();

    public override int Count => Table.Count;

    public override bool KeepsRecords => TableTraits.Keeps<TKey, TState>();

    public override void Absorb(Partial<KeyValuePair<TKey, TValue>> other, int partition, int partitions) =>
        TableTraits.Absorb(Table, ((TablePartial<TKey, TValue, TState, TAggregate>)other).Table, partition, partitions,
            new MergeStates(aggregate));

    public override void Clear() => Table.Clear();

    protected override void Fold(ReadOnlySpan<KeyValuePair<TKey, TValue>> block)
    {
        int* groups = (int*)_groups.Pointer;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>())
        {
            fixed (KeyValuePair<TKey, TValue>* pairs = block)
            {
                if (Table.TryLocate(pairs, block.Length, groups, out int before))
                {
                    PartValues(block, _values);
                    Table.Fold(groups, new ReadOnlySpan<TValue>(_values, 0, block.Length), before, aggregate);
                    return;
                }
            }
        }

        Part(block, _keys, _values);
        int known = Table.Locate(_keys.AsSpan(0, block.Length), groups);
        Table.Fold(groups, new ReadOnlySpan<TValue>(_values, 0, block.Length), known, aggregate);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
        {
            _values.AsSpan(0, block.Length).Clear();
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            _keys.AsSpan(0, block.Length).Clear();
        }
    }

    private static void PartValues(ReadOnlySpan<KeyValuePair<TKey, TValue>> block, TValue[] values)
    {
        for (int i = 0; i < block.Length && i < values.Length; i++)
        {
            values[i] = block[i].Value;
        }
    }

    private static void Part(ReadOnlySpan<KeyValuePair<TKey, TValue>> block, TKey[] keys, TValue[] values)
    {
        for (int i = 0; i < block.Length && i < keys.Length && i < values.Length; i++)
        {
            keys[i] = block[i].Key;
            values[i] = block[i].Value;
        }
    }

    /// <summary>The aggregate seen as a fold of states.</summary>
    private readonly struct MergeStates(TAggregate aggregate) : IAggregate<TState, TState>
    {
        public TState Create(TState value) => value;

        public void Add(ref TState state, TState value) => aggregate.Merge(ref state, value);

        public void Merge(ref TState state, TState other) => aggregate.Merge(ref state, other);
    }
}
