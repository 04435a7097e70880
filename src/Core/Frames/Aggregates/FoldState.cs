namespace HotStream;

/// <summary>Aggregates whose states are of a fixed size.</summary>
internal unsafe class FoldState<TFold, TIn, TState, TResult> : RowState<TState>
    where TFold : struct, IFold<TIn, TState, TResult>
    where TIn : unmanaged
    where TState : unmanaged
    where TResult : unmanaged
{
    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count) =>
        Fold<TFold>(inputs[0], rows, groups, count);

    /// <summary>Adds rows to their groups, in one of the ways there are to fold a value.</summary>
    protected void Fold<TWay>(ColumnVector input, RowSet rows, int* groups, int count)
        where TWay : struct, IFold<TIn, TState, TResult>
    {
        StateColumn<TState> states = States;
        if (count == 1)
        {
            states[0] = FoldAll<TWay>(input, rows, states[0]);
            return;
        }

        if (!input.MayBeNull)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                TWay.Add(ref states[groups[i]], Cell.Read<TIn>(input, rows.PlaceOf(i)));
            }

            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (!input.IsNull(row))
            {
                TWay.Add(ref states[groups[i]], Cell.Read<TIn>(input, row));
            }
        }
    }

    /// <summary>Adds rows to the only group: its state need not be written for each of them, and waited for by the next.</summary>
    private static TState FoldAll<TWay>(ColumnVector input, RowSet rows, TState state)
        where TWay : struct, IFold<TIn, TState, TResult>
    {
        bool mayBeNull = input.MayBeNull;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (!mayBeNull || !input.IsNull(row))
            {
                TWay.Add(ref state, Cell.Read<TIn>(input, row));
            }
        }

        return state;
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> from, int* to, int count)
    {
        StateColumn<TState> states = States;
        StateColumn<TState> others = ((FoldState<TFold, TIn, TState, TResult>)other).States;
        for (int i = 0; i < from.Length; i++)
        {
            TFold.Merge(ref states[to[i]], in others[from[i]]);
        }
    }

    protected override void Add(ref TState state, in TState other) => TFold.Merge(ref state, in other);

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        StateColumn<TState> states = States;
        for (int i = 0; i < groups.Length; i++)
        {
            if (TFold.TryFinish(in states[groups[i]], out TResult value))
            {
                Cell.Write(result, i, value);
            }
            else
            {
                result.SetNull(i);
            }
        }
    }
}
