namespace HotStream;

/// <summary>Cells that are the states themselves; what they hold for a key that did not come is never merged.</summary>
internal readonly struct StateCells<TValue, TState, TAggregate>(TAggregate aggregate) : ICells<TState, TState>
    where TAggregate : struct, IAggregate<TValue, TState>
{
    public TState Neutral => default!;

    public bool IsNeutral(TState cell) => false;

    public TState Of(TState state) => state;

    public TState StateOf(TState cell) => cell;

    public void Merge(ref TState earlier, TState later) => aggregate.Merge(ref earlier, later);

    public void Merge(ReadOnlySpan<TState> earlier, ReadOnlySpan<TState> later, Span<TState> into) =>
        throw new NotSupportedException("States have no neutral one.");
}
