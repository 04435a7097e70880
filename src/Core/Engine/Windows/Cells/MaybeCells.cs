namespace HotStream;

/// <summary>Cells for any aggregate: a state, or none.</summary>
internal readonly struct MaybeCells<TValue, TState, TAggregate>(TAggregate aggregate) : ICells<TState, MaybeCell<TState>>
    where TAggregate : struct, IAggregate<TValue, TState>
{
    public MaybeCell<TState> Neutral => default;

    public bool IsNeutral(MaybeCell<TState> cell) => !cell.Has;

    public MaybeCell<TState> Of(TState state) => new(state, true);

    public TState StateOf(MaybeCell<TState> cell) => cell.State;

    public void Merge(ref MaybeCell<TState> earlier, MaybeCell<TState> later)
    {
        if (!later.Has)
        {
            return;
        }

        TState state = later.State;
        if (earlier.Has)
        {
            state = earlier.State;
            aggregate.Merge(ref state, later.State);
        }

        earlier = new(state, true);
    }

    public void Merge(ReadOnlySpan<MaybeCell<TState>> earlier, ReadOnlySpan<MaybeCell<TState>> later, Span<MaybeCell<TState>> into)
    {
        for (int i = 0; i < into.Length; i++)
        {
            MaybeCell<TState> cell = earlier[i];
            Merge(ref cell, later[i]);
            into[i] = cell;
        }
    }
}
