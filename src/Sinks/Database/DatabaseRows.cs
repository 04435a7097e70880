namespace HotStream;

/// <summary>Rows of one partition and batch, in their order. Read by one thread at a time, during the call they are given to.</summary>
public sealed class DatabaseRows
{
    private readonly List<(long Record, object[] Values)> _rows = [];

    internal DatabaseRows()
    {
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>The values of a row, in the order of the columns.</summary>
    /// <param name="row">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<object> this[int row] => _rows[row].Values;

    internal long RecordOf(int row) => _rows[row].Record;

    internal object[] ValuesOf(int row) => _rows[row].Values;

    internal void Add(long record, object[] values) => _rows.Add((record, values));

    internal void Clear() => _rows.Clear();
}
