namespace HotStream;

/// <summary>
/// What to compute of many values, apart from any stream: made by <see cref="Aggregates"/>, combined here, used by <c>Aggregate</c> and
/// <c>AggregateByKey</c>. Underneath are structs (<see cref="IAggregate{TValue, TState}"/>) for which the loops over the records are
/// specialised, however many are combined: one pass, no call per record except the functions given by the user. Immutable, to be
/// shared between threads and streams.
/// </summary>
/// <typeparam name="TValue">Values aggregated.</typeparam>
/// <typeparam name="TResult">What comes out.</typeparam>
public abstract class Aggregation<TValue, TResult>
{
    private protected Aggregation()
    {
    }

    /// <summary>
    /// Whether values can also be taken away, so that a window subtracts what leaves it instead of folding all it holds again.
    /// </summary>
    public abstract bool IsInvertible { get; }

    /// <summary>Changes the result; the function is called once per result, not per record.</summary>
    /// <typeparam name="TOut">The new result.</typeparam>
    /// <param name="function">Applied to the result, on worker threads. Must not change it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Aggregation<TValue, TOut> Select<TOut>(Func<TResult, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new SelectedAggregation<TValue, TResult, TOut, DelegateFunction<TResult, TOut>>(this, new(function));
    }

    /// <summary>Aggregates a field of a record: <c>Aggregates.Sum&lt;long&gt;().On((Order order) =&gt; order.Amount)</c>.</summary>
    /// <typeparam name="TRecord">Records.</typeparam>
    /// <param name="field">The value of a record; called for every record, on worker threads.</param>
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is null.</exception>
    public Aggregation<TRecord, TResult> On<TRecord>(Func<TRecord, TValue> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new FieldAggregation<TRecord, TValue, TResult>(this, field);
    }

    /// <summary>Shows the structs this is made of.</summary>
    internal abstract TOut Accept<TOut>(IAggregationVisitor<TValue, TResult, TOut> visitor);
}
