namespace HotStream;

/// <summary>Rows, or rows in which none of the arguments is null.</summary>
internal sealed unsafe class CountState : AggregateState
{
    private StateRows? _rows;
    private int _place;

    private StateColumn<long> Counts => _rows!.Column<long>(_place);

    public override void Join(StateRows rows)
    {
        _rows = rows;
        _place = rows.Add(sizeof(long));
    }

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        StateColumn<long> counts = Counts;
        bool mayBeNull = false;
        foreach (ColumnVector input in inputs)
        {
            mayBeNull |= input.MayBeNull;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (!mayBeNull || !HasNull(inputs, rows.PlaceOf(i)))
            {
                counts[groups[i]]++;
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        StateColumn<long> counts = Counts;
        StateColumn<long> others = ((CountState)other).Counts;
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
        StateColumn<long> counts = Counts;
        for (int i = 0; i < groups.Length; i++)
        {
            Cell.Write(result, i, counts[groups[i]]);
        }
    }

    public override void Dispose()
    {
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
