namespace HotStream;

/// <summary>
/// Behind a source: says of a row that failed which of the source's rows it was. A source that knows better says so itself.
/// </summary>
internal sealed class PlacingSink(ColumnSink next, FrameSource source, int partition) : ColumnSink
{
    private long _rows;

    public override bool Push(ColumnBatch batch)
    {
        try
        {
            bool wanted = next.Push(batch);
            _rows += batch.Length;
            return wanted;
        }
        catch (RowException failure) when (failure.Row >= 0)
        {
            string part = source.Partitions > 1 ? $" of partition {partition}" : "";
            throw failure.At($"number {_rows + failure.Row + 1}{part} of {source}");
        }
    }
}
