namespace HotStream;

/// <summary>
/// Rows that are kept: what a sort, a join and <c>Collect</c> gather. Columns grow; long texts are copied into memory of its own. One owner
/// while it grows; complete, it may be read by several threads. Dispose it to return memory at once.
/// </summary>
internal sealed class ColumnTable : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private readonly int[] _places = new int[ColumnBatch.MaxRows];

    private readonly int _rowBytes; // of a row, without what is behind texts and lists

    public ColumnTable(IEnumerable<DataType> types, int capacity = ColumnBatch.MaxRows)
    {
        Columns = [.. types.Select(type => new ColumnVector(type, capacity))];
        _rowBytes = Columns.Sum(WidthOf);
    }

    public ColumnVector[] Columns { get; }

    public int Count { get; private set; }

    /// <summary>Bytes the rows take, about: of a few what they hold, of more what there is room for.</summary>
    public long Bytes => _texts.UsedBytes + (Count <= ColumnBatch.MaxRows ? (long)Count * _rowBytes : ColumnBytes());

    /// <summary>Bytes that are held for a moment when so many rows are appended: columns that grow are there twice.</summary>
    public long BytesWith(int rows)
    {
        if (Columns.Length == 0 || Count + rows <= Columns[0].Capacity)
        {
            return Bytes + (Count + rows <= ColumnBatch.MaxRows ? (long)rows * _rowBytes : 0);
        }

        return _texts.UsedBytes + (3 * ColumnBytes());
    }

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

    /// <summary>Pushes rows of an order; false when no more are wanted.</summary>
    public bool PushTo(ColumnSink sink, ReadOnlySpan<int> order)
    {
        var batch = new ColumnBatch([.. Columns.Select(column => new ColumnVector(column.Type))]);
        bool wanted = true;
        for (int start = 0; start < order.Length && wanted; start += ColumnBatch.MaxRows)
        {
            Gather(order.Slice(start, Math.Min(ColumnBatch.MaxRows, order.Length - start)), batch);
            wanted = sink.Push(batch);
        }

        batch.DisposeColumns();
        return wanted;
    }

    /// <summary>Pushes all rows; false when no more are wanted.</summary>
    public bool PushTo(ColumnSink sink) => PushTo(sink, [.. Enumerable.Range(0, Columns.Length)], 0, Count);

    /// <summary>
    /// Pushes some columns of the rows from a multiple of <see cref="ColumnBatch.MaxRows"/> on; false when no more are wanted. Nothing is
    /// copied but what is nested. Several threads may do so while nobody appends.
    /// </summary>
    public bool PushTo(ColumnSink sink, IReadOnlyList<int> projection, int from, int to)
    {
        ColumnVector[] columns = [.. projection.Select(place => Columns[place])];
        ColumnVector[] shown = [.. columns.Select(column => column.Type.IsNested ? new ColumnVector(column.Type)
            : ColumnVector.View(column.Type))];
        var batch = new ColumnBatch(shown);
        int[] places = columns.Any(column => column.Type.IsNested) ? new int[ColumnBatch.MaxRows] : [];
        bool wanted = true;
        for (int start = from; start < to && wanted; start += ColumnBatch.MaxRows)
        {
            int count = Math.Min(ColumnBatch.MaxRows, to - start);
            for (int i = 0; i < Math.Min(count, places.Length); i++)
            {
                places[i] = start + i;
            }

            for (int i = 0; i < columns.Length; i++)
            {
                if (columns[i].Type.IsNested)
                {
                    shown[i].ClearNulls();
                    ColumnCopy.Append(columns[i], places.AsSpan(0, count), shown[i], 0, null);
                }
                else
                {
                    shown[i].Show(columns[i], start, count);
                }
            }

            batch.SetLength(count);
            wanted = sink.Push(batch);
        }

        batch.DisposeColumns();
        GC.KeepAlive(this); // the last batch shows its memory
        return wanted;
    }

    /// <summary>Forgets the rows, keeping the memory of the columns.</summary>
    public void Clear()
    {
        Count = 0;
        _texts.Clear();
        foreach (ColumnVector column in Columns)
        {
            column.ClearNulls();
        }
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

    private long ColumnBytes()
    {
        long bytes = 0;
        foreach (ColumnVector column in Columns)
        {
            bytes += column.Bytes;
        }

        return bytes;
    }

    private static int WidthOf(ColumnVector column) => column.Type.Width + 1 + column.Children.Sum(WidthOf);
}
