namespace HotStream;

/// <summary>Collects the values of a key. Allocates a list per key; fold instead where you can.</summary>
/// <typeparam name="T">Values.</typeparam>
internal readonly struct ListAggregate<T> : IAggregate<T, List<T>>
{
    /// <inheritdoc/>
    public List<T> Create(T value) => [value];

    /// <inheritdoc/>
    public void Add(ref List<T> state, T value) => state.Add(value);

    /// <inheritdoc/>
    public void Merge(ref List<T> state, List<T> other) => state.AddRange(other);
}
