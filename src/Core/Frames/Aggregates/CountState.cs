namespace HotStream;

/// <summary>Rows, or rows in which none of the arguments is null.</summary>
internal sealed unsafe class CountState : AggregateState
{
    private readonly GroupStates<long> _counts = new();

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        long* counts = _counts.Reserve(count, groups, rows.Count);
        bool mayBeNull = false;
        foreach (ColumnVector input in inputs)
        {
            mayBeNull |= input.MayBeNull;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (mayBeNull && HasNull(inputs, rows.PlaceOf(i)))
            {
                continue;
            }

            counts[groups[i]]++;
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        long* counts = _counts.Reserve(count);
        long* others = ((CountState)other)._counts.Reserve(groups.Length);
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] >= 0)
            {
                counts[groups[i]] += others[i];
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            Cell.Write(result, i, _counts.Of(groups[i]));
        }
    }

    public override void Dispose() => _counts.Dispose();

    private static bool HasNull(ReadOnlySpan<ColumnVector> inputs, int row)
    {
        foreach (ColumnVector input in inputs)
        {
            if (input.IsNull(row))
            {
                return true;
            }
        }

        return false;
    }
}
