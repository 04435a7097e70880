namespace HotStream;

/// <summary>An aggregation of a field of the records.</summary>
internal sealed class FieldAggregation<TRecord, TValue, TResult>(Aggregation<TValue, TResult> inner, Func<TRecord, TValue> field)
    : Aggregation<TRecord, TResult>
{
    public override bool IsInvertible => inner.IsInvertible;

    internal override TOut Accept<TOut>(IAggregationVisitor<TRecord, TResult, TOut> visitor) =>
        inner.Accept(new Inner<TOut>(field, visitor));

    private sealed class Inner<TOut>(Func<TRecord, TValue> field, IAggregationVisitor<TRecord, TResult, TOut> visitor)
        : IAggregationVisitor<TValue, TResult, TOut>
    {
        public TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> =>
            visitor.Visit<TState, FieldAggregate<TRecord, TValue, TState, TAggregate>, TFinish>(new(field, aggregate), finish);

        public TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> =>
            visitor.VisitInvertible<TState, InvertibleFieldAggregate<TRecord, TValue, TState, TAggregate>, TFinish>(
                new(field, aggregate), finish);
    }
}
