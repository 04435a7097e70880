namespace HotStream;

/// <summary>States of a fixed size, one behind the other.</summary>
internal sealed unsafe class FoldState<TFold, TIn, TState, TResult> : AggregateState
    where TFold : struct, IFold<TIn, TState, TResult>
    where TIn : unmanaged
    where TState : unmanaged
    where TResult : unmanaged
{
    private readonly GroupStates<TState> _states = new();

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        TState* states = _states.Reserve(count, groups, rows.Count);
        ColumnVector input = inputs[0];
        if (!input.MayBeNull && rows.Places is null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                TFold.Add(ref states[groups[i]], Cell.Read<TIn>(input, i));
            }

            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (!input.IsNull(row))
            {
                TFold.Add(ref states[groups[i]], Cell.Read<TIn>(input, row));
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        TState* states = _states.Reserve(count);
        var from = (FoldState<TFold, TIn, TState, TResult>)other;
        TState* others = from._states.Reserve(groups.Length);
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] >= 0)
            {
                TFold.Merge(ref states[groups[i]], in others[i]);
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            if (TFold.TryFinish(_states.Of(groups[i]), out TResult value))
            {
                Cell.Write(result, i, value);
            }
            else
            {
                result.SetNull(i);
            }
        }
    }

    public override void Dispose() => _states.Dispose();
}
