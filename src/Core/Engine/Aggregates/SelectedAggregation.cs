namespace HotStream;

/// <summary>An aggregation whose result a user's function changes.</summary>
internal sealed class SelectedAggregation<TValue, TBetween, TResult>(Aggregation<TValue, TBetween> inner, Func<TBetween, TResult> function)
    : Aggregation<TValue, TResult>
{
    public override bool IsInvertible => inner.IsInvertible;

    internal override TOut Accept<TOut>(IAggregationVisitor<TValue, TResult, TOut> visitor) =>
        inner.Accept(new Inner<TOut>(function, visitor));

    private sealed class Inner<TOut>(Func<TBetween, TResult> function, IAggregationVisitor<TValue, TResult, TOut> visitor)
        : IAggregationVisitor<TValue, TBetween, TOut>
    {
        public TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TBetween> =>
            visitor.Visit<TState, TAggregate, ChainedFunction<TState, TBetween, TResult, TFinish, DelegateFunction<TBetween, TResult>>>(
                aggregate, new(finish, new(function)));

        public TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TBetween> =>
            visitor.VisitInvertible<TState, TAggregate, ChainedFunction<TState, TBetween, TResult, TFinish,
                DelegateFunction<TBetween, TResult>>>(
                aggregate, new(finish, new(function)));
    }
}
