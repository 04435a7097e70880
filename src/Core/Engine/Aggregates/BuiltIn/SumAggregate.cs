using System.Numerics;

namespace HotStream;

/// <summary>
/// Sums numbers; whole numbers wrap around on overflow, as C#'s unchecked arithmetic does, so that subtracting undoes adding exactly. Sums
/// of <see cref="double"/> and the like are rounded.
/// </summary>
/// <typeparam name="T">A number.</typeparam>
internal readonly struct SumAggregate<T> : IInvertibleAggregate<T, T>
    where T : INumberBase<T>
{
    /// <inheritdoc/>
    public bool Commutes => true;

    /// <inheritdoc/>
    public static bool IsRounded => Rounding<T>.IsRounded;

    /// <inheritdoc/>
    public static bool LosesPrecision(T leaving, T remaining) => Rounding<T>.LosesPrecision(leaving, remaining);

    /// <inheritdoc/>
    public static void Widen(ref T largest, T state) => Rounding<T>.Widen(ref largest, state);

    static SumColumns<T>? IInvertibleAggregate<T, T>.SumColumns => HotStream.SumColumns.Of<T>();

    /// <inheritdoc/>
    public T Create(T value) => value;

    /// <inheritdoc/>
    public void Add(ref T state, T value) => state += value;

    /// <inheritdoc/>
    public void Merge(ref T state, T other) => state += other;

    /// <inheritdoc/>
    public void Subtract(ref T state, T leaving) => state -= leaving;
}
