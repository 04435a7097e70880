namespace HotStream;

/// <summary>An as-of join: the right side is kept, its rows by key in their order; the rows of the left side look for theirs as they
/// come.</summary>
internal sealed class AsOfNode(Node left, Node right, AsOfPlan plan) : Node
{
    private readonly JoinParts _parts = new(plan.Keys, plan.Inputs[0].Output, plan.Inputs[1].Output, plan.Output);
    private AsOfSide? _side;

    public override int Partitions => left.Partitions;

    public override void Prepare(Execution run)
    {
        right.Prepare(run);
        var rows = new ColumnTable[right.Partitions];
        run.ForAll(rows.Length, partition =>
        {
            rows[partition] = run.Own(new ColumnTable(plan.Inputs[1].Output.Select(column => column.Type)));
            right.Run(partition, new TableSink(rows[partition], new Held(run.Memory, "one side of an as-of join", maySpill: false)));
        });
        _side = run.Own(new AsOfSide(run.Own(new KeptSide(rows, _parts)), plan));
        left.Prepare(run);
    }

    public override void Run(int partition, ColumnSink sink)
    {
        using var pipe = new AsOfSink(new MovedRows(sink), _side!, _parts, plan);
        left.Run(partition, pipe);
        pipe.Complete();
    }
}
