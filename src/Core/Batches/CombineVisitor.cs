namespace HotStream;

/// <summary>Makes the operator that folds each key's values by an aggregation.</summary>
internal sealed class CombineVisitor<TKey, TValue, TResult>(string name, int? partitions)
    : IAggregationVisitor<TValue, TResult, WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>>>
{
    public WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>> Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult> =>
        new CombineOperator<TKey, TValue, TState, TResult, TAggregate, TFinish>(name, aggregate, finish, partitions);

    public WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>> VisitInvertible<TState, TAggregate, TFinish>(
        TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
}
