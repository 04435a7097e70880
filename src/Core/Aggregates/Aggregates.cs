using System.Numerics;

namespace HotStream;

/// <summary>
/// Makes the built-in aggregations: <c>Aggregates.Count&lt;long&gt;().And(Aggregates.Sum&lt;long&gt;())</c> is count and sum in one pass.
/// </summary>
public static class Aggregates
{
    /// <summary>How many values, in 64 bits. Invertible.</summary>
    /// <typeparam name="T">Values.</typeparam>
    public static Aggregation<T, long> Count<T>() => OfInvertible<T, long, CountAggregate<T>>(default);

    /// <summary>The sum; see <see cref="SumAggregate{T}"/>. Invertible.</summary>
    /// <typeparam name="T">A number.</typeparam>
    public static Aggregation<T, T> Sum<T>()
        where T : INumberBase<T> => OfInvertible<T, T, SumAggregate<T>>(default);

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
