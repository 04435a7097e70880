namespace HotStream;

/// <summary>Folds values with a user's function, which must be associative and commutative.</summary>
/// <typeparam name="T">Values and state.</typeparam>
/// <param name="reduce">Two values become one.</param>
internal readonly struct ReduceAggregate<T>(Func<T, T, T> reduce) : IAggregate<T, T>
{
    /// <inheritdoc/>
    public T Create(T value) => value;

    /// <inheritdoc/>
    public void Add(ref T state, T value) => state = reduce(state, value);

    /// <inheritdoc/>
    public void Merge(ref T state, T other) => state = reduce(state, other);
}
