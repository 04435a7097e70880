using System.Numerics;

namespace HotStream;

/// <summary>The arithmetic mean of numbers, by count and sum in <see cref="double"/>, into which values are converted.</summary>
/// <typeparam name="T">A number.</typeparam>
internal readonly struct MeanAggregate<T> : IInvertibleAggregate<T, MeanState>
    where T : INumberBase<T>
{
    /// <inheritdoc/>
    public bool Commutes => true;

    /// <inheritdoc/>
    public static bool IsRounded => true;

    /// <inheritdoc/>
    public static bool LosesPrecision(MeanState leaving, MeanState remaining) =>
        remaining.Count > 0 && Rounding<double>.LosesPrecision(leaving.Sum, remaining.Sum);

    /// <inheritdoc/>
    public static void Widen(ref MeanState largest, MeanState state) => largest.Sum = double.MaxMagnitude(largest.Sum, state.Sum);

    /// <inheritdoc/>
    public MeanState Create(T value) => new(1, double.CreateSaturating(value));

    /// <inheritdoc/>
    public void Add(ref MeanState state, T value)
    {
        state.Count++;
        state.Sum += double.CreateSaturating(value);
    }

    /// <inheritdoc/>
    public void Merge(ref MeanState state, MeanState other)
    {
        state.Count += other.Count;
        state.Sum += other.Sum;
    }

    /// <inheritdoc/>
    public void Subtract(ref MeanState state, MeanState leaving)
    {
        state.Count -= leaving.Count;
        state.Sum = state.Count == 0 ? 0 : state.Sum - leaving.Sum;
    }
}
