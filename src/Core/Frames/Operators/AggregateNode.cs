namespace HotStream;

/// <summary>Groups in each partition first, then all of them together.</summary>
internal sealed class AggregateNode(Node input, AggregatePlan plan) : Node
{
    private AggregateSink? _groups;

    public override int Partitions => 1;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        var parts = new AggregateSink[input.Partitions];
        run.ForAll(parts.Length, partition =>
        {
            parts[partition] = new AggregateSink(plan, run);
            input.Run(partition, parts[partition]);
        });
        _groups = parts[0];
        for (int i = 1; i < parts.Length; i++)
        {
            _groups.Merge(parts[i]);
            parts[i].Dispose();
        }
    }

    public override void Run(int partition, ColumnSink sink)
    {
        _groups!.PushTo(sink);
        _groups.Dispose();
    }
}
