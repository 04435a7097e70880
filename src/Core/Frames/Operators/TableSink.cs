namespace HotStream;

/// <summary>Keeps rows in memory.</summary>
internal sealed class TableSink(ColumnTable table, Held held) : ColumnSink
{
    public override bool Push(ColumnBatch batch)
    {
        held.Set(table.BytesWith(batch.Count));
        table.Append(batch);
        return true;
    }
}
