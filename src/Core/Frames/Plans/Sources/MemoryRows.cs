namespace HotStream;

/// <summary>Rows on their way into memory: written into a batch, which is kept when it is full.</summary>
internal sealed class MemoryRows : IDisposable
{
    private readonly Schema _schema;
    private readonly ColumnBatch _batch;
    private readonly ColumnTable _table;

    public MemoryRows(Schema schema)
    {
        _schema = schema;
        _batch = new ColumnBatch(schema);
        _table = new ColumnTable(schema.Select(field => field.Type));
    }

    /// <summary>The columns to write.</summary>
    public ColumnVector[] Columns => _batch.Columns;

    /// <summary>Where the next row stands in them.</summary>
    public int Count { get; private set; }

    /// <summary>Where its texts are put.</summary>
    public Utf8Arena Texts { get; } = new();

    /// <summary>The row is complete.</summary>
    public void Next()
    {
        if (++Count == ColumnBatch.MaxRows)
        {
            Flush();
        }
    }

    /// <summary>All rows.</summary>
    public MemorySource ToSource()
    {
        Flush();
        return new MemorySource(_schema, _table);
    }

    public void Dispose()
    {
        Texts.Dispose();
        _batch.DisposeColumns();
    }

    private void Flush()
    {
        _batch.SetLength(Count);
        _table.Append(_batch);
        Texts.Clear();
        Count = 0;
        foreach (ColumnVector column in _batch.Columns)
        {
            column.ClearNulls();
        }
    }
}
