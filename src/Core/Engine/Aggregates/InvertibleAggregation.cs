namespace HotStream;

/// <summary>An invertible aggregate whose state is the result.</summary>
internal sealed class InvertibleAggregation<TValue, TState, TAggregate>(TAggregate aggregate) : Aggregation<TValue, TState>
    where TAggregate : struct, IInvertibleAggregate<TValue, TState>
{
    public override bool IsInvertible => true;

    internal override TOut Accept<TOut>(IAggregationVisitor<TValue, TState, TOut> visitor) =>
        visitor.VisitInvertible<TState, TAggregate, Identity<TState>>(aggregate, default);
}
