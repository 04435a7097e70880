using System.Numerics;

namespace HotStream;

internal struct SumState<T>
    where T : unmanaged
{
    public T Sum;
    public long Count;
}

/// <summary>The sum of whole numbers, which wraps around; null of no value.</summary>
internal readonly struct SumLong : IFold<long, SumState<long>, long>
{
    public static void Add(ref SumState<long> state, long value)
    {
        state.Sum = unchecked(state.Sum + value);
        state.Count++;
    }

    public static void Merge(ref SumState<long> state, in SumState<long> other)
    {
        state.Sum = unchecked(state.Sum + other.Sum);
        state.Count += other.Count;
    }

    public static bool TryFinish(in SumState<long> state, out long result)
    {
        result = state.Sum;
        return state.Count > 0;
    }
}

internal readonly struct SumDouble : IFold<double, SumState<double>, double>
{
    public static void Add(ref SumState<double> state, double value)
    {
        state.Sum += value;
        state.Count++;
    }

    public static void Merge(ref SumState<double> state, in SumState<double> other)
    {
        state.Sum += other.Sum;
        state.Count += other.Count;
    }

    public static bool TryFinish(in SumState<double> state, out double result)
    {
        result = state.Sum;
        return state.Count > 0;
    }
}

/// <summary>The mean, as the sum of floating point numbers by their count.</summary>
internal readonly struct MeanFold : IFold<double, SumState<double>, double>
{
    public static void Add(ref SumState<double> state, double value) => SumDouble.Add(ref state, value);

    public static void Merge(ref SumState<double> state, in SumState<double> other) => SumDouble.Merge(ref state, in other);

    public static bool TryFinish(in SumState<double> state, out double result)
    {
        result = state.Sum / state.Count;
        return state.Count > 0;
    }
}

/// <summary>Rows in which a condition is true.</summary>
internal readonly struct CountIf : IFold<bool, long, long>
{
    public static void Add(ref long state, bool value) => state += value ? 1 : 0;

    public static void Merge(ref long state, in long other) => state += other;

    public static bool TryFinish(in long state, out long result)
    {
        result = state;
        return true;
    }
}

internal struct MomentState
{
    public double Count;
    public double Mean;
    public double M2;
    public double M3;
    public double M4;
}

/// <summary>
/// The first four moments about the mean, updated and merged as in P. Pebay, "Formulas for robust, one-pass parallel computation of
/// covariances and arbitrary-order statistical moments" (Sandia report SAND2008-6212, 2008).
/// </summary>
internal readonly struct Moments<TResult> : IFold<double, MomentState, double>
    where TResult : struct, IMomentResult
{
    public static void Add(ref MomentState state, double value)
    {
        double before = state.Count++;
        double delta = value - state.Mean;
        double step = delta / state.Count;
        double step2 = step * step;
        double term = delta * step * before;
        state.Mean += step;
        state.M4 += (term * step2 * ((state.Count * state.Count) - (3 * state.Count) + 3)) + (6 * step2 * state.M2) - (4 * step * state.M3);
        state.M3 += (term * step * (state.Count - 2)) - (3 * step * state.M2);
        state.M2 += term;
    }

    public static void Merge(ref MomentState state, in MomentState other)
    {
        if (other.Count == 0)
        {
            return;
        }

        if (state.Count == 0)
        {
            state = other;
            return;
        }

        (double a, double b) = (state.Count, other.Count);
        double n = a + b;
        double delta = other.Mean - state.Mean;
        double delta2 = delta * delta;
        state.M4 += other.M4 + (delta2 * delta2 * a * b * ((a * a) - (a * b) + (b * b)) / (n * n * n))
            + (6 * delta2 * ((a * a * other.M2) + (b * b * state.M2)) / (n * n)) + (4 * delta * ((a * other.M3) - (b * state.M3)) / n);
        state.M3 += other.M3 + (delta2 * delta * a * b * (a - b) / (n * n)) + (3 * delta * ((a * other.M2) - (b * state.M2)) / n);
        state.M2 += other.M2 + (delta2 * a * b / n);
        state.Mean += delta * b / n;
        state.Count = n;
    }

    public static bool TryFinish(in MomentState state, out double result) => TResult.TryFinish(in state, out result);
}

/// <summary>What is made of moments.</summary>
internal interface IMomentResult
{
    static abstract bool TryFinish(in MomentState state, out double result);
}

internal readonly struct PopulationVariance : IMomentResult
{
    public static bool TryFinish(in MomentState state, out double result)
    {
        result = state.M2 / state.Count;
        return state.Count > 0;
    }
}

internal readonly struct SampleVariance : IMomentResult
{
    public static bool TryFinish(in MomentState state, out double result)
    {
        result = state.M2 / (state.Count - 1);
        return state.Count > 1;
    }
}

internal readonly struct PopulationDeviation : IMomentResult
{
    public static bool TryFinish(in MomentState state, out double result)
    {
        result = Math.Sqrt(state.M2 / state.Count);
        return state.Count > 0;
    }
}

internal readonly struct SampleDeviation : IMomentResult
{
    public static bool TryFinish(in MomentState state, out double result)
    {
        result = Math.Sqrt(state.M2 / (state.Count - 1));
        return state.Count > 1;
    }
}

internal readonly struct Skewness : IMomentResult
{
    public static bool TryFinish(in MomentState state, out double result)
    {
        result = Math.Sqrt(state.Count) * state.M3 / Math.Pow(state.M2, 1.5);
        return state.Count > 0 && state.M2 != 0;
    }
}

internal readonly struct Kurtosis : IMomentResult
{
    public static bool TryFinish(in MomentState state, out double result)
    {
        result = (state.Count * state.M4 / (state.M2 * state.M2)) - 3;
        return state.Count > 0 && state.M2 != 0;
    }
}
