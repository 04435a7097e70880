namespace HotStream;

/// <summary>Whole numbers, a step apart.</summary>
internal sealed class RangeSource(long start, long end, long step, int partitions) : FrameSource
{
    public override Schema Schema { get; } = new(new StructField("id", DataType.Long));

    public override int Partitions => partitions;

    private long Count => step > 0 == end > start && end != start
        ? (long)(((Int128)end - start + step - Math.Sign(step)) / step) : 0;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        var batch = new ColumnBatch([.. projection.Select(_ => new ColumnVector(DataType.Long))]);
        long last = (long)((Int128)Count * (partition + 1) / partitions);
        bool wanted = true;
        for (long at = (long)((Int128)Count * partition / partitions); at < last && wanted; at += batch.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.SetLength((int)Math.Min(ColumnBatch.MaxRows, last - at));
            foreach (ColumnVector column in batch.Columns)
            {
                Span<long> values = column.Values<long>();
                for (int i = 0; i < batch.Length; i++)
                {
                    values[i] = start + ((at + i) * step);
                }
            }

            wanted = sink.Push(batch);
        }

        batch.DisposeColumns();
    }

    public override string ToString() => $"range {start} to {end} by {step}";
}
