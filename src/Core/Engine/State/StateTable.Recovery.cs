using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <content>
/// In a checkpoint. A section: rows (a length), their stamps (64 bits each, as in the slots), their keys, and the states of those that are
/// alive. A row without a state says that its key has none any more.
/// </content>
internal sealed unsafe partial class StateTable<TKey, TState>
{
    /// <summary>Writes keys and states: of those that are there, or of those that were touched, or removed, after a time.</summary>
    public void Capture(long? since, StoredColumn<TKey> keyColumn, StoredColumn<TState> stateColumn, SnapshotWriter output)
    {
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(SnapshotWriter.RowsPerSection);
        TState[] states = ArrayPool<TState>.Shared.Rent(SnapshotWriter.RowsPerSection);
        long[] stamps = ArrayPool<long>.Shared.Rent(SnapshotWriter.RowsPerSection);
        int rows = 0;
        int alive = 0;
        Span<StateSlot<TState>> slots = Slots;
        for (int number = 0; number < slots.Length; number++)
        {
            ref StateSlot<TState> slot = ref slots[number];
            if (since is { } time ? slot.Touched <= time : !slot.IsAlive)
            {
                continue;
            }

            keys[rows] = Keys[number];
            stamps[rows++] = slot.Stamp;
            if (slot.IsAlive)
            {
                states[alive++] = slot.State;
            }

            if (rows == SnapshotWriter.RowsPerSection)
            {
                End();
            }
        }

        if (rows > 0)
        {
            End();
        }

        ArrayPool<TKey>.Shared.Return(keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
        ArrayPool<TState>.Shared.Return(states, RuntimeHelpers.IsReferenceOrContainsReferences<TState>());
        ArrayPool<long>.Shared.Return(stamps);

        void End()
        {
            output.WriteLength(rows);
            RawColumn.Write<long>(stamps.AsSpan(0, rows), output);
            keyColumn.Write(keys.AsSpan(0, rows), output);
            stateColumn.Write(states.AsSpan(0, alive), output);
            output.EndSection();
            rows = 0;
            alive = 0;
        }
    }

    /// <summary>Takes in a section, outside of any batch.</summary>
    public void Restore(SnapshotReader section, StoredColumn<TKey> keyColumn, StoredColumn<TState> stateColumn)
    {
        using var texts = new Utf8Arena(); // keys are copied by the index
        int rows = section.ReadLength(least: sizeof(long));
        long[] stamps = new long[rows];
        TKey[] keys = new TKey[rows];
        RawColumn.Read<long>(section, stamps);
        keyColumn.Read(section, keys, texts);
        TState[] states = new TState[stamps.Count(StateSlot<TState>.IsAliveAt)];
        stateColumn.Read(section, states, texts);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            long time = StateSlot<TState>.TouchedAt(stamps[row]);
            if (StateSlot<TState>.IsAliveAt(stamps[row]))
            {
                Load(keys[row], states[next++], time);
            }
            else if (_index.Find(keys[row]) is >= 0 and int number)
            {
                Remove(number, ref Slots[number], time);
            }
        }

        _log.Clear();
    }
}
