namespace HotStream;

/// <summary>
/// The first value. First within a partition is what arrived first; the partitions of a batch follow each other by their numbers, batches
/// by their times. Associative and not commutative: <c>Merge</c> is given the earlier state first.
/// </summary>
/// <typeparam name="T">Values.</typeparam>
internal readonly struct FirstAggregate<T> : IAggregate<T, T>
{
    /// <inheritdoc/>
    public T Create(T value) => value;

    /// <inheritdoc/>
    public void Add(ref T state, T value)
    {
    }

    /// <inheritdoc/>
    public void Merge(ref T state, T other)
    {
    }
}
