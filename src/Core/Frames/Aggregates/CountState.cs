namespace HotStream;

/// <summary>Rows, or rows in which none of the arguments is null.</summary>
internal sealed unsafe class CountState : RowState<long>
{
    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        StateColumn<long> counts = States;
        bool mayBeNull = false;
        foreach (ColumnVector input in inputs)
        {
            mayBeNull |= input.MayBeNull;
        }

        if (count == 1 && !mayBeNull)
        {
            counts[0] += rows.Count;
            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (!mayBeNull || !HasNull(inputs, rows.PlaceOf(i)))
            {
                counts[groups[i]]++;
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        StateColumn<long> counts = States;
        StateColumn<long> others = ((CountState)other).States;
        for (int i = 0; i < from.Length; i++)
        {
            counts[to[i]] += others[from[i]];
        }
    }

    protected override void Add(ref long state, in long other) => state += other;

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        StateColumn<long> counts = States;
        for (int i = 0; i < groups.Length; i++)
        {
            Cell.Write(result, i, counts[groups[i]]);
        }
    }

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
