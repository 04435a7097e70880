using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Rows of a window in a checkpoint: a kind and a number, how many, then records, keys and states, a column each. Its arrays are pooled.
/// </summary>
internal sealed class WindowRows<TKey, TState>(StoredColumn<TKey> keyColumn, StoredColumn<TState>? stateColumn, SnapshotWriter output)
    : IDisposable
{
    private readonly TKey[] _keys = ArrayPool<TKey>.Shared.Rent(SnapshotWriter.RowsPerSection);
    private readonly long[] _counts = ArrayPool<long>.Shared.Rent(SnapshotWriter.RowsPerSection);
    private readonly TState[] _states = ArrayPool<TState>.Shared.Rent(stateColumn is null ? 0 : SnapshotWriter.RowsPerSection);
    private byte _kind;
    private long _number;
    private int _rows;

    public void Begin(byte kind, long number) => (_kind, _number) = (kind, number);

    public void Add(TKey key, long count, TState state)
    {
        _keys[_rows] = key;
        _counts[_rows] = count;
        if (stateColumn is not null)
        {
            _states[_rows] = state;
        }

        if (++_rows == SnapshotWriter.RowsPerSection)
        {
            End();
        }
    }

    public void End()
    {
        if (_rows == 0)
        {
            return;
        }

        output.Write(_kind);
        output.Write(_number);
        output.WriteLength(_rows);
        RawColumn.Write<long>(_counts.AsSpan(0, _rows), output);
        keyColumn.Write(_keys.AsSpan(0, _rows), output);
        stateColumn?.Write(_states.AsSpan(0, _rows), output);
        output.EndSection();
        _rows = 0;
    }

    public void Dispose()
    {
        ArrayPool<TKey>.Shared.Return(_keys, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
        ArrayPool<long>.Shared.Return(_counts);
        ArrayPool<TState>.Shared.Return(_states, RuntimeHelpers.IsReferenceOrContainsReferences<TState>());
    }

    /// <summary>Reads what stands behind kind and number.</summary>
    public static RestoredPanes<TKey, TState>.Rows Read(
        SnapshotReader section, StoredColumn<TKey> keyColumn, StoredColumn<TState>? stateColumn, Utf8Arena texts)
    {
        int count = section.ReadLength(least: sizeof(long));
        var rows = new RestoredPanes<TKey, TState>.Rows(new TKey[count], new long[count], new TState[stateColumn is null ? 0 : count]);
        RawColumn.Read<long>(section, rows.Counts);
        keyColumn.Read(section, rows.Keys, texts);
        stateColumn?.Read(section, rows.States, texts);
        return rows;
    }
}
