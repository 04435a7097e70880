namespace HotStream.Tests.Aggregating;

/// <summary>Aggregations run over lists, without an engine.</summary>
internal static class AggregationRuns
{
    /// <summary>The result over some values, at least one.</summary>
    public static TResult Over<TValue, TResult>(this Aggregation<TValue, TResult> aggregation, IEnumerable<TValue> values) =>
        aggregation.Accept(new Run<TValue, TResult>([.. values]));

    /// <summary>The result over some values of which the first ones were taken away again.</summary>
    public static TResult Without<TValue, TResult>(this Aggregation<TValue, TResult> aggregation, TValue[] leaving, TValue[] remaining) =>
        aggregation.Accept(new Departure<TValue, TResult>(leaving, remaining)).Result;

    /// <summary>Whether the aggregation rounds, and whether so much leaving makes what remains doubtful.</summary>
    public static (bool IsRounded, bool LosesPrecision) Doubts<TValue, TResult>(
        this Aggregation<TValue, TResult> aggregation, TValue[] leaving, TValue[] remaining)
    {
        (_, bool isRounded, bool losesPrecision) = aggregation.Accept(new Departure<TValue, TResult>(leaving, remaining));
        return (isRounded, losesPrecision);
    }

    private static TState Fold<TValue, TState, TAggregate>(TAggregate aggregate, TValue[] values)
        where TAggregate : struct, IAggregate<TValue, TState>
    {
        TState state = aggregate.Create(values[0]);
        foreach (TValue value in values.AsSpan(1))
        {
            aggregate.Add(ref state, value);
        }

        return state;
    }

    private sealed class Run<TValue, TResult>(TValue[] values) : IAggregationVisitor<TValue, TResult, TResult>
    {
        public TResult Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => finish.Invoke(Fold<TValue, TState, TAggregate>(aggregate, values));

        public TResult VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
    }

    private sealed class Departure<TValue, TResult>(TValue[] leaving, TValue[] remaining)
        : IAggregationVisitor<TValue, TResult, (TResult Result, bool IsRounded, bool LosesPrecision)>
    {
        public (TResult Result, bool IsRounded, bool LosesPrecision) Visit<TState, TAggregate, TFinish>(
            TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => throw new InvalidOperationException("Not invertible.");

        public (TResult Result, bool IsRounded, bool LosesPrecision) VisitInvertible<TState, TAggregate, TFinish>(
            TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult>
        {
            TState state = Fold<TValue, TState, TAggregate>(aggregate, leaving);
            TState gone = Fold<TValue, TState, TAggregate>(aggregate, leaving);
            aggregate.Merge(ref state, Fold<TValue, TState, TAggregate>(aggregate, remaining));
            aggregate.Subtract(ref state, gone);
            return (finish.Invoke(state), TAggregate.IsRounded, TAggregate.LosesPrecision(gone, state));
        }
    }
}
