namespace HotStream;

/// <summary>An aggregate whose state is the result.</summary>
internal sealed class PlainAggregation<TValue, TState, TAggregate>(TAggregate aggregate) : Aggregation<TValue, TState>
    where TAggregate : struct, IAggregate<TValue, TState>
{
    public override bool IsInvertible => false;

    internal override TOut Accept<TOut>(IAggregationVisitor<TValue, TState, TOut> visitor) =>
        visitor.Visit<TState, TAggregate, Identity<TState>>(aggregate, default);
}
