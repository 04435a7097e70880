using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <content>
/// In a checkpoint. A section: rows (a length), their stamps (64 bits each, as in the slots), their keys, and the states of those that are
/// alive. A row without a state says that its key has none any more.
/// </content>
internal sealed unsafe partial class StateTable<TKey, TState>
{
    private NumberSet? _changed; // since the last checkpoint; null while nobody takes any
    private bool _isCaptured;    // a checkpoint has begun
    private bool _forgotDead;    // keys that lost their state since the last checkpoint are not known any more
    private long _deadUpTo;      // keys that lost their state before are in no checkpoint of this table

    /// <summary>From now on it is noted which keys change.</summary>
    public void NoteChanges() => _changed ??= new NumberSet();

    /// <summary>A key has another state, which was not put, removed or touched here. Harmless if it has not.</summary>
    public void NoteChange(int number) => _changed?.Add(number);

    /// <summary>A checkpoint begins: the numbers of keys stay until it ends.</summary>
    /// <param name="last">Time of the batch that ran last.</param>
    /// <param name="isWhole">Everything, or what changed.</param>
    /// <returns>Whether it is everything.</returns>
    public bool BeginCapture(long last, bool isWhole)
    {
        isWhole |= _forgotDead;
        _isCaptured = true;
        _forgotDead = false;
        _deadUpTo = isWhole ? last : long.MinValue;
        if (isWhole)
        {
            _changed!.AddBelow(Count);
        }

        return isWhole;
    }

    /// <summary>Writes so many of the keys that are to be written.</summary>
    /// <returns>Whether none is left.</returns>
    public bool CaptureAhead(int rows, StoredColumn<TKey> keyColumn, StoredColumn<TState> stateColumn, SnapshotWriter output)
    {
        int[] numbers = ArrayPool<int>.Shared.Rent(SnapshotWriter.RowsPerSection);
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(SnapshotWriter.RowsPerSection);
        TState[] states = ArrayPool<TState>.Shared.Rent(SnapshotWriter.RowsPerSection);
        long[] stamps = ArrayPool<long>.Shared.Rent(SnapshotWriter.RowsPerSection);
        int taken = -1;
        while (rows > 0 && (taken = _changed!.Take(numbers.AsSpan(0, Math.Min(rows, SnapshotWriter.RowsPerSection)))) > 0)
        {
            WriteSection(numbers.AsSpan(0, taken), keys, states, stamps, keyColumn, stateColumn, output);
            rows -= taken;
        }

        ArrayPool<int>.Shared.Return(numbers);
        ArrayPool<TKey>.Shared.Return(keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
        ArrayPool<TState>.Shared.Return(states, RuntimeHelpers.IsReferenceOrContainsReferences<TState>());
        ArrayPool<long>.Shared.Return(stamps);
        return taken == 0;
    }

    /// <summary>The checkpoint has ended.</summary>
    public void EndCapture() => _isCaptured = false;

    private void WriteSection(ReadOnlySpan<int> numbers, TKey[] keys, TState[] states, long[] stamps, StoredColumn<TKey> keyColumn,
        StoredColumn<TState> stateColumn, SnapshotWriter output)
    {
        int rows = 0;
        int alive = 0;
        Span<StateSlot<TState>> slots = Slots;
        ReadOnlySpan<TKey> known = Keys;
        foreach (int number in numbers)
        {
            ref StateSlot<TState> slot = ref slots[number];
            if (slot.IsAlive)
            {
                states[alive++] = slot.State;
            }
            else if (slot.Touched <= _deadUpTo)
            {
                continue;
            }

            keys[rows] = known[number];
            stamps[rows++] = slot.Stamp;
        }

        if (rows > 0)
        {
            output.WriteLength(rows);
            RawColumn.Write<long>(stamps.AsSpan(0, rows), output);
            keyColumn.Write(keys.AsSpan(0, rows), output);
            stateColumn.Write(states.AsSpan(0, alive), output);
            output.EndSection();
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
        _changed?.Clear();
    }
}
