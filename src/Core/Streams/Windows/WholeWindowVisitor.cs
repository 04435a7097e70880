namespace HotStream;

/// <summary>Makes the window of an aggregation over all records, by the kind of its aggregate.</summary>
internal sealed class WholeWindowVisitor<T, TResult>(DStream<T> stream, PaneGrid grid) : IAggregationVisitor<T, TResult, DStream<TResult>>
{
    private const string Name = "AggregateByWindow";

    public DStream<TResult> Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<T, TState>
        where TFinish : struct, IFunction<TState, TResult> => Window<TState, TAggregate>(
            aggregate,
            panes => WindowTables.Blocks<byte, T, TState, TAggregate, TResult, FinishedResult<TState, TResult, TFinish>>(panes,
                aggregate, new(finish)));

    public DStream<TResult> VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<T, TState>
        where TFinish : struct, IFunction<TState, TResult> => Window<TState, TAggregate>(
            aggregate,
            panes => WindowTables.Inverse<byte, T, TState, TAggregate, TResult, FinishedResult<TState, TResult, TFinish>>(panes,
                aggregate, new(finish)));

    private FoldedWindowDStream<T, byte, TState, TResult> Window<TState, TAggregate>(TAggregate aggregate,
        Func<int, WindowTable<byte, TState, TResult>> createTable)
        where TAggregate : struct, IAggregate<T, TState> => new(
            stream, grid, new FoldTableOperator<T, byte, TState>(Name, () => new WholeFold<T, TState, TAggregate>(aggregate),
                aggregate.Commutes), createTable, 1, mustCheckpoint: false);
}
