namespace HotStream;

/// <summary>
/// Two aggregations in one pass. Both are asked for their structs, one inside the visit of the other; the pair is invertible when both are.
/// </summary>
internal sealed class BothAggregation<TValue, TFirstResult, TSecondResult>(
    Aggregation<TValue, TFirstResult> first, Aggregation<TValue, TSecondResult> second)
    : Aggregation<TValue, (TFirstResult First, TSecondResult Second)>
{
    public override bool IsInvertible => first.IsInvertible && second.IsInvertible;

    internal override TOut Accept<TOut>(IAggregationVisitor<TValue, (TFirstResult First, TSecondResult Second), TOut> visitor) =>
        first.Accept(new OfFirst<TOut>(second, visitor));

    private sealed class OfFirst<TOut>(
        Aggregation<TValue, TSecondResult> second, IAggregationVisitor<TValue, (TFirstResult First, TSecondResult Second), TOut> visitor)
        : IAggregationVisitor<TValue, TFirstResult, TOut>
    {
        public TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TFirstResult> =>
            second.Accept(new BesidePlain<TOut, TState, TAggregate, TFinish>(aggregate, finish, visitor));

        public TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TFirstResult> =>
            second.Accept(new BesideInvertible<TOut, TState, TAggregate, TFinish>(aggregate, finish, visitor));
    }

    private sealed class BesidePlain<TOut, TFirstState, TFirst, TFirstFinish>(
        TFirst first, TFirstFinish firstFinish, IAggregationVisitor<TValue, (TFirstResult First, TSecondResult Second), TOut> visitor)
        : IAggregationVisitor<TValue, TSecondResult, TOut>
        where TFirst : struct, IAggregate<TValue, TFirstState>
        where TFirstFinish : struct, IFunction<TFirstState, TFirstResult>
    {
        public TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TSecondResult> =>
            visitor.Visit<
                (TFirstState First, TState Second),
                BothAggregate<TValue, TFirstState, TFirst, TState, TAggregate>,
                BothFinish<TFirstState, TFirstResult, TFirstFinish, TState, TSecondResult, TFinish>>(new(first, aggregate),
                    new(firstFinish, finish));

        public TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TSecondResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
    }

    private sealed class BesideInvertible<TOut, TFirstState, TFirst, TFirstFinish>(
        TFirst first, TFirstFinish firstFinish, IAggregationVisitor<TValue, (TFirstResult First, TSecondResult Second), TOut> visitor)
        : IAggregationVisitor<TValue, TSecondResult, TOut>
        where TFirst : struct, IInvertibleAggregate<TValue, TFirstState>
        where TFirstFinish : struct, IFunction<TFirstState, TFirstResult>
    {
        public TOut Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TSecondResult> =>
            visitor.Visit<
                (TFirstState First, TState Second),
                BothAggregate<TValue, TFirstState, TFirst, TState, TAggregate>,
                BothFinish<TFirstState, TFirstResult, TFirstFinish, TState, TSecondResult, TFinish>>(new(first, aggregate),
                    new(firstFinish, finish));

        public TOut VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TSecondResult> =>
            visitor.VisitInvertible<
                (TFirstState First, TState Second),
                InvertibleBothAggregate<TValue, TFirstState, TFirst, TState, TAggregate>,
                BothFinish<TFirstState, TFirstResult, TFirstFinish, TState, TSecondResult, TFinish>>(new(first, aggregate),
                    new(firstFinish, finish));
    }
}
