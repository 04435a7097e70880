namespace HotStream;

/// <summary>Makes the window of an aggregation by key, by the kind of its aggregate.</summary>
internal sealed class KeyedWindowVisitor<TKey, TValue, TResult>(DStream<KeyValuePair<TKey, TValue>> stream, PaneGrid grid,
    string name, int? partitions)
    : IAggregationVisitor<TValue, TResult, DStream<KeyValuePair<TKey, TResult>>>
{
    public DStream<KeyValuePair<TKey, TResult>> Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult> => Window<TState, TAggregate>(
            aggregate,
            panes =>
                WindowTables.Blocks<TKey, TValue, TState, TAggregate, KeyValuePair<TKey, TResult>, PairResult<TKey,
                    TState, TResult, TFinish>>(
                panes, aggregate, new(finish)));

    public DStream<KeyValuePair<TKey, TResult>> VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<TValue, TState>
        where TFinish : struct, IFunction<TState, TResult>
    {
        if (TAggregate.IsCount)
        {
            // the count is kept beside every state anyway
            return Count(new DelegateFunction<long, TResult>(((IFunction<long, TResult>)finish).Invoke));
        }

        return Window<TState, TAggregate>(
            aggregate,
            panes =>
                WindowTables.Inverse<TKey, TValue, TState, TAggregate, KeyValuePair<TKey, TResult>, PairResult<TKey,
                    TState, TResult, TFinish>>(
                panes, aggregate, new(finish)));
    }

    private FoldedWindowDStream<KeyValuePair<TKey, TValue>, TKey, NoState, KeyValuePair<TKey, TResult>> Count(
        DelegateFunction<long, TResult> finish) => Window<NoState, NoAggregate<TValue>>(
        default,
        panes =>
            WindowTables.Inverse<TKey, TValue, NoState, NoAggregate<TValue>, KeyValuePair<TKey, TResult>, CountPairResult<TKey, TResult,
                DelegateFunction<long, TResult>>>(
            panes, default, new(finish)));

    private FoldedWindowDStream<KeyValuePair<TKey, TValue>, TKey, TState, KeyValuePair<TKey, TResult>> Window<TState, TAggregate>(
        TAggregate aggregate, Func<int, WindowTable<TKey, TState, KeyValuePair<TKey, TResult>>> createTable)
        where TAggregate : struct, IAggregate<TValue, TState> => new(
            stream,
            grid,
            new FoldTableOperator<KeyValuePair<TKey, TValue>, TKey, TState>(name,
                () => new PairFold<TKey, TValue, TState, TAggregate>(aggregate), aggregate.Commutes),
            createTable,
            partitions ?? stream.Context.Options.Partitions,
            mustCheckpoint: false);
}
