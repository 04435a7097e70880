namespace HotStream.Tests.Frames.Oracle;

/// <summary>
/// Rows in memory that come in so many partitions and batches of so many rows; selected ones among rows that are not meant, if wanted.
/// </summary>
internal sealed class SplitSource(RandomTable table, int partitions, int batchRows, bool isSelected) : FrameSource
{
    public override Schema Schema => table.Schema;

    public override int Partitions => partitions;

    public override unsafe void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        int first = (int)((long)table.Rows.Count * partition / partitions);
        int end = (int)((long)table.Rows.Count * (partition + 1) / partitions);
        Schema schema = table.Schema;
        using var texts = new Utf8Arena();
        int most = isSelected ? Math.Min(batchRows, ColumnBatch.MaxRows / 2) : batchRows;
        bool wanted = true;
        for (int start = first; start < end && wanted; start += most)
        {
            cancellation.ThrowIfCancellationRequested();
            texts.Clear();
            int count = Math.Min(most, end - start);
            int step = isSelected ? 2 : 1;
            var batch = new ColumnBatch(new Schema(projection.Select(place => schema[place])));
            for (int i = 0; i < count * step; i++)
            {
                // Rows that are not meant hold other rows' values.
                IReadOnlyList<object?> row = table.Rows[i % step == step - 1 ? start + (i / step) : (i * 7) % table.Rows.Count];
                for (int column = 0; column < projection.Count; column++)
                {
                    Cell.FromObject(batch.Columns[column], i, row[projection[column]], texts);
                }
            }

            batch.SetLength(count * step);
            if (isSelected)
            {
                for (int i = 0; i < count; i++)
                {
                    batch.Places[i] = (ushort)((i * 2) + 1);
                }

                batch.Select(count);
            }

            wanted = sink.Push(batch);
            foreach (ColumnVector column in batch.Columns)
            {
                column.Dispose();
            }
        }
    }

    public override string ToString() => table.Name;
}
