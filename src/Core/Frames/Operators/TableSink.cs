namespace HotStream;

/// <summary>Keeps rows.</summary>
internal sealed class TableSink(ColumnTable table, Execution? run, string what) : ColumnSink
{
    private long _charged;

    public override bool Push(ColumnBatch batch)
    {
        table.Append(batch);
        if (table.Bytes - _charged > 1 << 20)
        {
            run?.Charge(table.Bytes - _charged, what);
            _charged = table.Bytes;
        }

        return true;
    }
}
