namespace HotStream.Bench;

/// <summary>Count, sum, minimum and maximum in one pass.</summary>
internal readonly struct StatisticsAggregate : IAggregate<long, Statistics>
{
    /// <inheritdoc/>
    public bool Commutes => true;

    /// <inheritdoc/>
    public Statistics Create(long value) => new(1, value, value, value);

    /// <inheritdoc/>
    public void Add(ref Statistics state, long value)
    {
        state.Count++;
        state.Sum += value;
        state.Min = Math.Min(state.Min, value);
        state.Max = Math.Max(state.Max, value);
    }

    /// <inheritdoc/>
    public void Merge(ref Statistics state, Statistics other)
    {
        state.Count += other.Count;
        state.Sum += other.Sum;
        state.Min = Math.Min(state.Min, other.Min);
        state.Max = Math.Max(state.Max, other.Max);
    }
}
