namespace HotStream;

/// <summary>
/// An aggregate over the different values of each group: group and values together are the keys of a grouping of their own, and only rows
/// that make a new one reach the aggregate inside.
/// </summary>
internal sealed unsafe class DistinctState : AggregateState
{
    private readonly AggregateState _inner;
    private readonly Grouping _seen;
    private readonly DataType[] _types;
    private readonly ColumnVector _groups = new(DataType.Int);
    private readonly ColumnBatch _new;
    private readonly int* _numbers;
    private readonly int* _newGroups;
    private readonly NativeBlock _memory = new(sizeof(int) * ColumnBatch.MaxRows * 2);

    public DistinctState(AggregateState inner, DataType[] types)
    {
        _inner = inner;
        _types = types;
        _seen = Grouping.Create([DataType.Int, .. types]);
        _new = new ColumnBatch();
        _numbers = (int*)_memory.Pointer;
        _newGroups = _numbers + ColumnBatch.MaxRows;
    }

    public override long Bytes => _seen.Bytes + _inner.Bytes;

    public override void Join(StateRows rows) => _inner.Join(rows);

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            ((int*)_groups.Data)[rows.PlaceOf(i)] = groups[i];
        }

        int known = _seen.Limit;
        _seen.FindOrAdd([_groups, .. inputs], rows, _numbers);
        _new.SetLength(rows.Length);
        int found = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (_numbers[i] >= known)
            {
                known = _numbers[i] + 1; // numbers are given in order of appearance
                _newGroups[found] = groups[i];
                _new.Places[found++] = (ushort)rows.PlaceOf(i);
            }
        }

        _new.Select(found);
        _inner.Update(inputs, _new.Rows, _newGroups, count);
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        var from = (DistinctState)other;
        using var own = new ColumnVector(DataType.Int); // the groups there
        ColumnVector[] columns = [own, .. _types.Select(type => new ColumnVector(type))];
        var batch = new ColumnBatch(columns);
        int* mapped = stackalloc int[ColumnBatch.MaxRows];
        int[] numbers = from._seen.Numbers();
        for (int start = 0; start < numbers.Length; start += ColumnBatch.MaxRows)
        {
            ReadOnlySpan<int> part = numbers.AsSpan(start, Math.Min(ColumnBatch.MaxRows, numbers.Length - start));
            from._seen.WriteKeys(part, columns);
            batch.SetLength(part.Length);
            int kept = 0;
            for (int i = 0; i < part.Length; i++)
            {
                mapped[kept] = groups[((int*)own.Data)[i]];
                batch.Places[kept] = (ushort)i;
                kept += mapped[kept] >= 0 ? 1 : 0;
            }

            batch.Select(kept);
            Update(columns.AsSpan(1), batch.Rows, mapped, count);
        }

        foreach (ColumnVector column in columns.Skip(1))
        {
            column.Dispose();
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts) => _inner.Finish(groups, result, texts);

    public override void Dispose()
    {
        _inner.Dispose();
        _seen.Dispose();
        _groups.Dispose();
        _memory.Dispose();
    }
}
