namespace HotStream;

/// <summary>Counts values of any type in 64 bits.</summary>
/// <typeparam name="T">Values, not looked at.</typeparam>
internal readonly struct CountAggregate<T> : IInvertibleAggregate<T, long>
{
    /// <inheritdoc/>
    public bool Commutes => true;

    static bool IAggregate<T, long>.IsCount => true;

    /// <inheritdoc/>
    public long Create(T value) => 1;

    /// <inheritdoc/>
    public void Add(ref long state, T value) => state++;

    /// <inheritdoc/>
    public void Merge(ref long state, long other) => state += other;

    /// <inheritdoc/>
    public void Subtract(ref long state, long leaving) => state -= leaving;
}
