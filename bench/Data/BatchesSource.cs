namespace HotStream.Bench;

/// <summary>Batches that lie in memory and are lent as they are.</summary>
internal sealed class BatchesSource : FrameSource, IDisposable
{
    private readonly ColumnBatch[] _batches;

    public BatchesSource(Schema schema, int rows, Action<ColumnBatch, int> fill)
    {
        Schema = schema;
        _batches = new ColumnBatch[(rows + ColumnBatch.MaxRows - 1) / ColumnBatch.MaxRows];
        for (var i = 0; i < _batches.Length; i++)
        {
            _batches[i] = new ColumnBatch(schema);
            _batches[i].SetLength(Math.Min(ColumnBatch.MaxRows, rows - (i * ColumnBatch.MaxRows)));
            fill(_batches[i], i * ColumnBatch.MaxRows);
        }
    }

    public override Schema Schema { get; }

    public override int Partitions => Parts;

    /// <summary>Parts that may be read at the same time.</summary>
    public int Parts { get; set; } = 1;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        for (var i = _batches.Length * partition / Parts; i < _batches.Length * (partition + 1) / Parts; i++)
        {
            var lent = new ColumnBatch([.. projection.Select(place => _batches[i].Columns[place])]);
            lent.SetLength(_batches[i].Length);
            if (!sink.Push(lent))
                return;
        }
    }

    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            foreach (var column in batch.Columns)
                column.Dispose();
        }
    }
}
