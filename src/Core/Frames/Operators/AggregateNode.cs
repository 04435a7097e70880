namespace HotStream;

/// <summary>
/// Groups in each partition first, then all of them together: few by one worker, many by as many as there were partitions, each those
/// groups whose keys belong to it by their hash.
/// </summary>
internal sealed class AggregateNode(Node input, AggregatePlan plan) : Node
{
    private const int FewGroups = 32 * 1024; // fewer are together before other workers have begun

    private AggregateSink[] _groups = [];

    public override int Partitions => _groups.Length;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        var parts = new AggregateSink[input.Partitions];
        run.ForAll(parts.Length, partition =>
        {
            parts[partition] = new AggregateSink(plan, run);
            input.Run(partition, parts[partition]);
            parts[partition].Complete();
        });
        if (parts.Length == 1 || parts.Sum(part => (long)part.Groups) < FewGroups)
        {
            _groups = [parts[0]];
            foreach (AggregateSink part in parts.Skip(1))
            {
                parts[0].Merge(part, 0, 1);
                part.Dispose();
            }
        }
        else
        {
            _groups = Together(parts, Math.Min(parts.Length, Environment.ProcessorCount), run);
        }
    }

    public override void Run(int partition, ColumnSink sink)
    {
        _groups[partition].PushTo(sink);
        _groups[partition].Dispose();
    }

    private AggregateSink[] Together(AggregateSink[] parts, int partitions, Execution run)
    {
        var groups = new AggregateSink[partitions];
        run.ForAll(partitions, partition =>
        {
            groups[partition] = new AggregateSink(plan, run);
            groups[partition].Expect(parts.Max(part => part.Groups) / partitions);
            foreach (AggregateSink part in parts)
            {
                groups[partition].Merge(part, partition, partitions);
            }
        });
        foreach (AggregateSink part in parts)
        {
            part.Dispose();
        }

        return groups;
    }
}
