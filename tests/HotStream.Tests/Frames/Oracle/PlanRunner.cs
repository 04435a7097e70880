namespace HotStream.Tests.Frames.Oracle;

/// <summary>Computes plans with rules of one's choice.</summary>
internal sealed class PlanRunner(int workers) : IDisposable
{
    private readonly Executor _executor = new(workers);

    public List<object?[]> Run(Plan plan, IEnumerable<IRule> rules)
    {
        Node node = Planner.Of(Optimizer.Improve(plan, rules));
        var run = new HotStream.Execution(_executor, long.MaxValue, default);
        node.Prepare(run);
        var parts = Enumerable.Range(0, node.Partitions).Select(_ => new Rows()).ToArray();
        run.ForAll(parts.Length, partition =>
        {
            node.Run(partition, parts[partition]);
            parts[partition].Complete();
        });
        return [.. parts.SelectMany(part => part.All)];
    }

    public void Dispose() => _executor.Dispose();

    private sealed class Rows : ColumnSink
    {
        public List<object?[]> All { get; } = [];

        public override bool Push(ColumnBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int at = batch.PlaceOf(i);
                All.Add([.. batch.Columns.Select(column => Cell.ToObject(column, at))]);
            }

            return true;
        }
    }
}
