namespace HotStream;

/// <summary>Behind a stage that puts rows together anew: a row that fails there is none of the source's batch.</summary>
internal sealed class MovedRows(ColumnSink next) : ColumnSink
{
    public override bool Push(ColumnBatch batch)
    {
        try
        {
            return next.Push(batch);
        }
        catch (RowException failure) when (failure.Row >= 0)
        {
            throw failure.Moved();
        }
    }
}
