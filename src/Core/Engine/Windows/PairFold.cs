#pragma warning disable CS8500 // pairs are addressed only when they are unmanaged, which the compiler cannot see
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Pairs folded by key.</summary>
internal sealed unsafe class PairFold<TKey, TValue, TState, TAggregate>(TAggregate aggregate)
    : FoldTablePartial<KeyValuePair<TKey, TValue>, TKey, TState>
    where TAggregate : struct, IAggregate<TValue, TState>
{
    private readonly TKey[] _keys = new TKey[Block.Size];
    private readonly TValue[] _values = new TValue[Block.Size];

    protected override void Fold(ReadOnlySpan<KeyValuePair<TKey, TValue>> block)
    {
        int* groups = (int*)Groups.Pointer;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>())
        {
            fixed (KeyValuePair<TKey, TValue>* pairs = block)
            {
                if (Table.TryLocate(pairs, block.Length, groups))
                {
                    Take(block, groups);
                    return;
                }
            }
        }

        for (int i = 0; i < block.Length && i < _keys.Length; i++)
        {
            _keys[i] = block[i].Key;
        }

        Table.Locate(_keys.AsSpan(0, block.Length), groups);
        Take(block, groups);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            _keys.AsSpan(0, block.Length).Clear();
        }
    }

    private void Take(ReadOnlySpan<KeyValuePair<TKey, TValue>> block, int* groups)
    {
        if (!FoldTable<TKey, TState>.HasStates)
        {
            Table.CountUp(groups, (nuint)block.Length);
            return;
        }

        for (int i = 0; i < block.Length && i < _values.Length; i++)
        {
            _values[i] = block[i].Value;
        }

        Table.Fold(groups, new ReadOnlySpan<TValue>(_values, 0, block.Length), aggregate);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
        {
            _values.AsSpan(0, block.Length).Clear();
        }
    }
}
