namespace HotStream;

/// <summary>
/// What somebody does with an <see cref="Aggregation{TValue, TResult}"/> once its structs are known: every loop written in a visit is
/// specialised for them. No reflection: an aggregation calls the one of the two methods that fits what it is.
/// </summary>
/// <typeparam name="TValue">Values folded.</typeparam>
/// <typeparam name="TResult">What the aggregation gives.</typeparam>
/// <typeparam name="TOut">What the visit gives.</typeparam>
internal interface IAggregationVisitor<TValue, TResult, out TOut>
{
    /// <summary>The aggregation can be merged and not undone.</summary>
    TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult>;

    /// <summary>The aggregation can be merged and undone.</summary>
    TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult>;
}
