namespace HotStream;

/// <summary>All rows together, also when there are none.</summary>
internal sealed unsafe class OneGroup : Grouping
{
    public override int Limit => 1;

    public override void FindOrAdd(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups) => new Span<int>(groups, rows.Count).Clear();

    public override void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups) => new Span<int>(groups, rows.Count).Clear();

    public override void WriteKeys(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> keys)
    {
    }

    public override void Dispose()
    {
    }
}
