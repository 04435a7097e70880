namespace HotStream.Bench;

/// <summary>Rows that lie in memory and are lent as they are.</summary>
internal sealed class BatchesSource : FrameSource, IDisposable
{
    private readonly ColumnTable _table;

    public BatchesSource(Schema schema, int rows, Action<ColumnBatch, int> fill)
    {
        Schema = schema;
        _table = new ColumnTable(schema.Select(field => field.Type));
        var batch = new ColumnBatch(schema);
        for (var start = 0; start < rows; start += ColumnBatch.MaxRows)
        {
            batch.SetLength(Math.Min(ColumnBatch.MaxRows, rows - start));
            fill(batch, start);
            _table.Append(batch);
        }

        batch.DisposeColumns();
    }

    public override Schema Schema { get; }

    public override int Partitions => Parts;

    /// <summary>Parts that may be read at the same time.</summary>
    public int Parts { get; set; } = 1;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        var batches = (_table.Count + ColumnBatch.MaxRows - 1) / ColumnBatch.MaxRows;
        _table.PushTo(sink, projection, batches * partition / Parts * ColumnBatch.MaxRows,
            Math.Min(_table.Count, batches * (partition + 1) / Parts * ColumnBatch.MaxRows));
    }

    public void Dispose() => _table.Dispose();
}
