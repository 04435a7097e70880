using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>What all partials made of a table have in common.</summary>
internal static class TableTraits
{
    /// <summary>Whether keys or states may point into the batch's slabs. Text in keys is copied into the table, so it does not.</summary>
    public static bool Keeps<TKey, TState>() => !KeyTraits<TKey>.IsOwnedByTables || KeyTraits<TState>.MayHoldSlices;

    /// <summary>Folds another table's entries whose key belongs to one of several partitions, a block at a time.</summary>
    public static void Absorb<TKey, TState, TMerge>(
        GroupTable<TKey, TState> table, GroupTable<TKey, TState> other, int partition, int partitions, TMerge merge)
        where TMerge : struct, IAggregate<TState, TState>
    {
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(Block.Size);
        TState[] states = ArrayPool<TState>.Shared.Rent(Block.Size);
        int count = 0;
        ReadOnlySpan<TKey> otherKeys = other.Keys;
        ReadOnlySpan<TState> otherStates = other.States;
        for (int i = 0; i < otherKeys.Length; i++)
        {
            if (partitions > 1 && StableHash.Partition(StableHash.Of(otherKeys[i]), partitions) != partition)
            {
                continue;
            }

            keys[count] = otherKeys[i];
            states[count++] = otherStates[i];
            if (count == Block.Size)
            {
                table.Accumulate<TState, TMerge>(keys.AsSpan(0, count), states.AsSpan(0, count), merge);
                count = 0;
            }
        }

        table.Accumulate<TState, TMerge>(keys.AsSpan(0, count), states.AsSpan(0, count), merge);
        ArrayPool<TKey>.Shared.Return(keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
        ArrayPool<TState>.Shared.Return(states, RuntimeHelpers.IsReferenceOrContainsReferences<TState>());
    }

    /// <summary>Pushes a table's entries as pairs, in blocks.</summary>
    public static void Emit<TKey, TState>(GroupTable<TKey, TState> table, Stage<KeyValuePair<TKey, TState>> next) =>
        Emit(table, default(Identity<TState>), next);

    /// <summary>Pushes a table's keys with their finished states as pairs, in blocks.</summary>
    public static void Emit<TKey, TState, TResult, TFinish>(
        GroupTable<TKey, TState> table, TFinish finish, Stage<KeyValuePair<TKey, TResult>> next)
        where TFinish : struct, IFunction<TState, TResult>
    {
        int count = table.Count;
        if (count == 0)
        {
            return;
        }

        KeyValuePair<TKey, TResult>[] block = ArrayPool<KeyValuePair<TKey, TResult>>.Shared.Rent(Block.Size);
        ReadOnlySpan<TKey> keys = table.Keys;
        ReadOnlySpan<TState> states = table.States;
        for (int start = 0; start < count && !next.IsFull; start += Block.Size)
        {
            int length = Math.Min(Block.Size, count - start);
            for (int i = 0; i < length; i++)
            {
                block[i] = KeyValuePair.Create(keys[start + i], finish.Invoke(states[start + i]));
            }

            next.Accept(block.AsSpan(0, length));
        }

        ArrayPool<KeyValuePair<TKey, TResult>>.Shared.Return(
            block, RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TResult>>());
    }
}
