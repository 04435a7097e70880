namespace HotStream;

/// <summary>
/// Rows that are kept: what a sort, a join and <c>Collect</c> gather. Columns grow; long texts are copied into memory of its own. One owner
/// while it grows; complete, it may be read by several threads. Dispose it to return memory at once.
/// </summary>
internal sealed class ColumnTable : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private readonly int[] _places = new int[ColumnBatch.MaxRows];

    public ColumnTable(IEnumerable<DataType> types) => Columns = [.. types.Select(type => new ColumnVector(type))];

    public ColumnVector[] Columns { get; }

    public int Count { get; private set; }

    /// <summary>Bytes the rows take, about.</summary>
    public long Bytes => _texts.CapacityBytes + ((long)Count * Columns.Sum(WidthOf));

    public void Append(ColumnBatch batch) => Append(batch.Columns, batch.Rows);

    public void Append(ColumnVector[] columns, RowSet rows)
    {
        Span<int> places = _places.AsSpan(0, rows.Count);
        Fill(places, rows);
        Append(columns, places);
    }

    /// <summary>Appends the rows at some places; -1 gives a row of nulls.</summary>
    public void Append(ColumnVector[] columns, ReadOnlySpan<int> places)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            ColumnCopy.Append(columns[i], places, Columns[i], Count, _texts);
        }

        Count += places.Length;
    }

    /// <summary>Copies rows into a batch, whose texts then live as long as this table.</summary>
    public void Gather(ReadOnlySpan<int> rows, ColumnBatch into)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            into.Columns[i].ClearNulls();
            ColumnCopy.Append(Columns[i], rows, into.Columns[i], 0, null);
        }

        into.SetLength(rows.Length);
    }

    /// <summary>Pushes all rows, or those of an order; false when no more are wanted.</summary>
    public bool PushTo(ColumnSink sink, ReadOnlySpan<int> order = default)
    {
        var batch = new ColumnBatch([.. Columns.Select(column => new ColumnVector(column.Type))]);
        int count = order.IsEmpty ? Count : order.Length;
        bool wanted = true;
        for (int start = 0; start < count && wanted; start += ColumnBatch.MaxRows)
        {
            Span<int> rows = _places.AsSpan(0, Math.Min(ColumnBatch.MaxRows, count - start));
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = order.IsEmpty ? start + i : order[start + i];
            }

            Gather(rows, batch);
            wanted = sink.Push(batch);
        }

        foreach (ColumnVector column in batch.Columns)
        {
            column.Dispose();
        }

        return wanted;
    }

    public void Dispose()
    {
        foreach (ColumnVector column in Columns)
        {
            column.Dispose();
        }

        _texts.Dispose();
    }

    internal static unsafe void Fill(Span<int> places, RowSet rows)
    {
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = rows.PlaceOf(i);
        }
    }

    private static int WidthOf(ColumnVector column) => column.Type.Width + 1 + column.Children.Sum(WidthOf);
}
