namespace HotStream;

/// <summary>
/// The greatest values of many, a given number at most; of equal ones the earlier. A value that does not
/// belong to them costs one comparison.
/// </summary>
/// <typeparam name="T">Values.</typeparam>
internal readonly struct TopKAggregate<T> : IAggregate<T, TopKState<T>>
{
    private readonly int _count;
    private readonly IComparer<T>? _comparer;

    /// <summary>Keeps so many.</summary>
    /// <param name="count">How many to keep, at least 1.</param>
    /// <param name="comparer">What is greater; null for the type's own order. Called from several threads.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public TopKAggregate(int count, IComparer<T>? comparer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _count = count;
        _comparer = comparer == Comparer<T>.Default ? null : comparer;
    }

    /// <inheritdoc/>
    public TopKState<T> Create(T value) => _count > 0
        ? new TopKState<T>(value, _count)
        : throw new InvalidOperationException("A default TopKAggregate keeps nothing; make it by its constructor.");

    /// <inheritdoc/>
    public void Add(ref TopKState<T> state, T value) => state.Add(value, _count, _comparer);

    /// <inheritdoc/>
    public void Merge(ref TopKState<T> state, TopKState<T> other) => state.Merge(other, _count, _comparer);
}
