namespace HotStream;

/// <summary>Makes the operator that folds all records of a batch by an aggregation.</summary>
internal sealed class FoldVisitor<T, TResult>(string name) : IAggregationVisitor<T, TResult, WideOperator<T, TResult>>
{
    public WideOperator<T, TResult> Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<T, TState>
        where TFinish : struct, IFunction<TState, TResult> =>
        new FoldOperator<T, TState, TResult, TAggregate, TFinish>(name, aggregate, finish, whenEmpty: []);

    public WideOperator<T, TResult> VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<T, TState>
        where TFinish : struct, IFunction<TState, TResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
}
