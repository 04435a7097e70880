using System.Numerics;

namespace HotStream;

/// <summary>
/// Makes the built-in aggregations: <c>Aggregates.Count&lt;long&gt;().And(Aggregates.Sum&lt;long&gt;())</c> is count and sum in one pass.
/// </summary>
public static partial class Aggregates
{
    /// <summary>How many values, in 64 bits. Invertible.</summary>
    /// <typeparam name="T">Values.</typeparam>
    public static Aggregation<T, long> Count<T>() => OfInvertible<T, long, CountAggregate<T>>(default);

    /// <summary>The sum; see <see cref="SumAggregate{T}"/>. Invertible.</summary>
    /// <typeparam name="T">A number.</typeparam>
    public static Aggregation<T, T> Sum<T>()
        where T : INumberBase<T> => OfInvertible<T, T, SumAggregate<T>>(default);

    /// <summary>The arithmetic mean, in <see cref="double"/>; see <see cref="MeanAggregate{T}"/>. Invertible.</summary>
    /// <typeparam name="T">A number.</typeparam>
    public static Aggregation<T, double> Mean<T>()
        where T : INumberBase<T> => OfInvertible<T, MeanState, MeanAggregate<T>>(default).Select(state => state.Mean);

    /// <summary>Mean, variance and standard deviation; see <see cref="VarianceAggregate{T}"/>. Invertible.</summary>
    /// <typeparam name="T">A number.</typeparam>
    public static Aggregation<T, VarianceState> Variance<T>()
        where T : INumberBase<T> => OfInvertible<T, VarianceState, VarianceAggregate<T>>(default);

    /// <summary>The least value; see <see cref="MinAggregate{T}"/>.</summary>
    /// <typeparam name="T">Values that have an order.</typeparam>
    public static Aggregation<T, T> Min<T>()
        where T : IComparable<T> => Of<T, T, MinAggregate<T>>(default);

    /// <summary>The greatest value; see <see cref="MaxAggregate{T}"/>.</summary>
    /// <typeparam name="T">Values that have an order.</typeparam>
    public static Aggregation<T, T> Max<T>()
        where T : IComparable<T> => Of<T, T, MaxAggregate<T>>(default);

    /// <summary>The first value; see <see cref="FirstAggregate{T}"/>.</summary>
    /// <typeparam name="T">Values.</typeparam>
    public static Aggregation<T, T> First<T>() => Of<T, T, FirstAggregate<T>>(default);

    /// <summary>The last value; see <see cref="LastAggregate{T}"/>.</summary>
    /// <typeparam name="T">Values.</typeparam>
    public static Aggregation<T, T> Last<T>() => Of<T, T, LastAggregate<T>>(default);

    /// <summary>The greatest values, greatest first; see <see cref="TopKAggregate{T}"/>.</summary>
    /// <typeparam name="T">Values.</typeparam>
    /// <param name="count">How many at most, at least 1.</param>
    /// <param name="comparer">What is greater; null for the type's own order. Called from several threads.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static Aggregation<T, T[]> TopK<T>(int count, IComparer<T>? comparer = null) =>
        Of<T, TopKState<T>, TopKAggregate<T>>(new(count, comparer)).Select(state => state.ToArray());

    /// <summary>About how many different values; see <see cref="DistinctCountAggregate{T}"/>.</summary>
    /// <typeparam name="T">Values.</typeparam>
    public static Aggregation<T, long> DistinctCount<T>() =>
        Of<T, DistinctCountState, DistinctCountAggregate<T>>(default).Select(state => state.Count);

    /// <summary>An aggregate of your own, its state the result.</summary>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <typeparam name="TState">State and result.</typeparam>
    /// <typeparam name="TAggregate">The aggregate's struct.</typeparam>
    /// <param name="aggregate">The aggregate.</param>
    public static Aggregation<TValue, TState> Of<TValue, TState, TAggregate>(TAggregate aggregate)
        where TAggregate : struct, IAggregate<TValue, TState> => new PlainAggregation<TValue, TState, TAggregate>(aggregate);

    /// <summary>An aggregate of your own that can be undone, its state the result.</summary>
    /// <inheritdoc cref="Of"/>
    public static Aggregation<TValue, TState> OfInvertible<TValue, TState, TAggregate>(TAggregate aggregate)
        where TAggregate : struct, IInvertibleAggregate<TValue, TState> => new InvertibleAggregation<TValue, TState, TAggregate>(aggregate);
}
