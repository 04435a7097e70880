using System.Numerics;

namespace HotStream;

/// <summary>
/// Mean and variance of numbers, computed in <see cref="double"/>, into which values are converted. Squares are never summed as such, so
/// that a small spread around a large mean is not lost: values are added and states merged by the pairwise formulas of Chan, Golub and
/// LeVeque ("Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979), and subtracted by the same
/// formulas solved for the other part.
/// </summary>
/// <typeparam name="T">A number.</typeparam>
internal readonly struct VarianceAggregate<T> : IInvertibleAggregate<T, VarianceState>
    where T : INumberBase<T>
{
    /// <inheritdoc/>
    public bool Commutes => true;

    /// <inheritdoc/>
    public static bool IsRounded => true;

    /// <inheritdoc/>
    public static bool LosesPrecision(VarianceState leaving, VarianceState remaining)
    {
        if (remaining.Count == 0)
        {
            return false;
        }

        VarianceState before = remaining;
        default(VarianceAggregate<T>).Merge(ref before, leaving);
        return Rounding<double>.LosesPrecision(Size(leaving), Size(remaining))
            || (remaining.Count > 1 && Rounding<double>.LosesPrecision(before.SquaredDeviations, remaining.SquaredDeviations));
    }

    /// <inheritdoc/>
    public static void Widen(ref VarianceState largest, VarianceState state) => largest = new(
        Math.Max(largest.Count, state.Count),
        double.MaxMagnitude(largest.Mean, state.Mean),
        Math.Max(largest.SquaredDeviations, state.SquaredDeviations));

    /// <inheritdoc/>
    public VarianceState Create(T value) => new(1, double.CreateSaturating(value), 0);

    /// <inheritdoc/>
    public void Add(ref VarianceState state, T value)
    {
        double distance = double.CreateSaturating(value) - state.Mean;
        state.Count++;
        double step = distance / state.Count;
        state.Mean += step;
        state.SquaredDeviations += distance * step * (state.Count - 1);
    }

    /// <inheritdoc/>
    public void Merge(ref VarianceState state, VarianceState other)
    {
        long count = state.Count + other.Count;
        if (count == 0)
        {
            return;
        }

        double distance = other.Mean - state.Mean;
        double share = (double)other.Count / count;
        state.Mean += distance * share;
        state.SquaredDeviations += other.SquaredDeviations + (distance * distance * share * state.Count);
        state.Count = count;
    }

    /// <inheritdoc/>
    public void Subtract(ref VarianceState state, VarianceState leaving)
    {
        long count = state.Count - leaving.Count;
        if (count == 0)
        {
            state = default;
            return;
        }

        double mean = state.Mean + ((state.Mean - leaving.Mean) * leaving.Count / count);
        double distance = leaving.Mean - mean;
        double between = distance * distance * leaving.Count * ((double)count / state.Count);
        double deviations = state.SquaredDeviations - leaving.SquaredDeviations - between;
        state = new VarianceState(count, mean, count == 1 ? 0 : Math.Max(0, deviations));
    }

    /// <summary>Root of the sum of the squares.</summary>
    private static double Size(VarianceState state) => Math.Sqrt(state.SquaredDeviations + (state.Mean * state.Mean * state.Count));
}
