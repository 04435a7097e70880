namespace HotStream;

/// <summary>
/// A join by hash: one side is kept, its rows by the numbers of their keys; the rows of the other side are looked up as they come. Without
/// equal keys every row meets every other. What else the condition asks is asked of the pairs.
/// </summary>
/// <param name="probe">The side whose rows come by.</param>
/// <param name="build">The side that is kept.</param>
/// <param name="parts">Keys and the rest of the condition.</param>
/// <param name="kind">Inner, Left, LeftSemi or LeftAnti, where left is the side whose rows come by.</param>
internal sealed class JoinNode(Node probe, Node build, JoinParts parts, JoinType kind) : Node
{
    private KeptSide? _table;
    private Execution? _run;

    public override int Partitions => probe.Partitions;

    public override void Prepare(Execution run)
    {
        _run = run;
        build.Prepare(run);
        var rows = new ColumnTable[build.Partitions];
        run.ForAll(rows.Length, partition =>
        {
            rows[partition] = new ColumnTable(parts.BuildColumns.Select(column => column.Type));
            build.Run(partition, new TableSink(rows[partition], run, "one side of a join"));
        });
        _table = new KeptSide(rows, parts);
        probe.Prepare(run);
    }

    public override void Run(int partition, ColumnSink sink)
    {
        var next = new MovedRows(sink); // whether keys are single is no matter of who reads the error
        using PipeSink pipe = LookupJoinSink.Fits(_table!, parts, kind) ? new LookupJoinSink(next, _table!, parts, kind)
            : new JoinSink(next, _table!, parts, kind, _run!.Cancellation);
        probe.Run(partition, pipe);
        pipe.Complete();
    }
}
