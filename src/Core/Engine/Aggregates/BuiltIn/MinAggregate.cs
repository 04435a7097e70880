namespace HotStream;

/// <summary>
/// The least value, by the type's own order; of equal ones the earliest. As <see cref="IComparable{T}"/> defines it for floating point, a
/// NaN is less than any number, so one NaN makes the result NaN.
/// </summary>
/// <typeparam name="T">Values that have an order.</typeparam>
internal readonly struct MinAggregate<T> : IAggregate<T, T>
    where T : IComparable<T>
{
    /// <inheritdoc/>
    public bool Commutes => KeyTraits<T>.IsOrderedExactly;

    static Extreme IAggregate<T, T>.Extreme => Extreme.Least;

    /// <inheritdoc/>
    public T Create(T value) => value;

    /// <inheritdoc/>
    public void Add(ref T state, T value)
    {
        if (Comparer<T>.Default.Compare(value, state) < 0)
        {
            state = value;
        }
    }

    /// <inheritdoc/>
    public void Merge(ref T state, T other) => Add(ref state, other);
}
