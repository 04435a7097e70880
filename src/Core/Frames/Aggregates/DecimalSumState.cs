namespace HotStream;

/// <summary>What is known of a sum of decimals.</summary>
internal struct DecimalSum
{
    public Int128 Sum;
    public long Count;
    public bool IsTooLarge;

    public void Add(Int128 value, long count)
    {
        Int128 sum = unchecked(Sum + value);
        IsTooLarge |= !Decimals.Fits(sum, DecimalType.MostDigits) || (sum < Sum) != (value < 0);
        Sum = sum;
        Count += count;
    }
}

/// <summary>Sums of decimal numbers, exact; one that does not fit into 38 digits on the way, or into the result's at the end, is
/// null.</summary>
internal sealed unsafe class DecimalSumState(DecimalType result, int scale, bool isMean, bool isChecked = false) : RowState<DecimalSum>
{
    /// <summary>An empty one for which a sum that does not fit is an error.</summary>
    public DecimalSumState Checked() => new(result, scale, isMean, true);

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        StateColumn<DecimalSum> states = States;
        ColumnVector input = inputs[0];
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (!input.IsNull(row))
            {
                states[groups[i]].Add(((Int128*)input.Data)[row], 1);
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        StateColumn<DecimalSum> states = States;
        StateColumn<DecimalSum> others = ((DecimalSumState)other).States;
        for (int i = 0; i < from.Length; i++)
        {
            Add(ref states[to[i]], in others[from[i]]);
        }
    }

    protected override void Add(ref DecimalSum state, in DecimalSum other)
    {
        state.Add(other.Sum, other.Count);
        state.IsTooLarge |= other.IsTooLarge;
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector results, Utf8Arena texts)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            DecimalSum state = States[groups[i]];
            Int128 value = 0;
            bool isKnown = state.Count > 0 && !state.IsTooLarge && (isMean
                ? Decimals.TryDivide(state.Sum, scale, state.Count, 0, result, out value)
                : Decimals.TryRescale(state.Sum, scale, result, out value));
            if (isKnown)
            {
                Cell.Write(results, i, value);
            }
            else if (isChecked && state.Count > 0)
            {
                throw new RowException($"A sum does not fit into {result}.", -1);
            }
            else
            {
                results.SetNull(i);
            }
        }
    }
}
