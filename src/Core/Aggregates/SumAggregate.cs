using System.Numerics;

namespace HotStream;

/// <summary>Sums numbers; whole numbers wrap around on overflow, as C#'s unchecked arithmetic does.</summary>
/// <typeparam name="T">A number.</typeparam>
public readonly struct SumAggregate<T> : IAggregate<T, T>
    where T : IAdditionOperators<T, T, T>
{
    /// <inheritdoc/>
    public T Create(T value) => value;

    /// <inheritdoc/>
    public void Add(ref T state, T value) => state += value;

    /// <inheritdoc/>
    public void Merge(ref T state, T other) => state += other;
}
