namespace HotStream.Tests.Frames.Oracle;

/// <summary>Computes plans with rules and memory of one's choice.</summary>
internal sealed class PlanRunner(int workers, string? directory = null) : IDisposable
{
    private readonly Executor _executor = new(workers);

    /// <summary>How groups are dealt to parts; null as they are.</summary>
    public GroupDealRule? Deals { get; set; }

    /// <summary>Bytes that the last plan wrote to disk.</summary>
    public long SpilledBytes { get; private set; }

    /// <summary>The most bytes that the last plan held.</summary>
    public long PeakBytes { get; private set; }

    public List<object?[]> Run(Plan plan, IEnumerable<IRule> rules, long memoryLimit = long.MaxValue)
    {
        Rows[] parts = [];
        Run(plan, rules, memoryLimit, partition => parts[partition],
            partitions => parts = [.. Enumerable.Range(0, partitions).Select(_ => new Rows())]);
        return [.. parts.SelectMany(part => part.All)];
    }

    public void Run(Plan plan, IEnumerable<IRule> rules, long memoryLimit, Func<int, ColumnSink> sinks,
        Action<int>? begin = null, CancellationToken cancellation = default)
    {
        var memory = new QueryMemory(memoryLimit);
        var disk = new QueryDisk("plans", directory ?? Path.GetTempPath());
        using var run = new HotStream.Execution(_executor, memory, disk, cancellation)
        {
            Deals = Deals ?? GroupDealRule.Of(memoryLimit, workers),
        };
        try
        {
            run.Run(Planner.Of(Optimizer.Improve(plan, rules)), sinks, begin);
        }
        finally
        {
            (SpilledBytes, PeakBytes) = (disk.Length, memory.PeakBytes);
        }
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
