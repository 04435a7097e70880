namespace HotStream;

/// <summary>An aggregation whose result a function changes: the user's, or one of ours that loops are specialised for.</summary>
internal sealed class SelectedAggregation<TValue, TBetween, TResult, TFunction>(
    Aggregation<TValue, TBetween> inner, TFunction function)
    : Aggregation<TValue, TResult>
    where TFunction : struct, IFunction<TBetween, TResult>
{
    public override bool IsInvertible => inner.IsInvertible;

    internal override TOut Accept<TOut>(IAggregationVisitor<TValue, TResult, TOut> visitor) =>
        inner.Accept(new Inner<TOut>(function, visitor));

    private sealed class Inner<TOut>(TFunction function, IAggregationVisitor<TValue, TResult, TOut> visitor)
        : IAggregationVisitor<TValue, TBetween, TOut>
    {
        public TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TBetween> =>
            visitor.Visit<TState, TAggregate, ChainedFunction<TState, TBetween, TResult, TFinish, TFunction>>(
                aggregate, new(finish, function));

        public TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TBetween> =>
            visitor.VisitInvertible<TState, TAggregate, ChainedFunction<TState, TBetween, TResult, TFinish, TFunction>>(
                aggregate, new(finish, function));
    }
}
