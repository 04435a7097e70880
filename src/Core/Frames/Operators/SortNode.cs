namespace HotStream;

/// <summary>
/// Rows in an order. Each partition keeps its rows with the values of their keys and sorts the numbers of rows; then the partitions are
/// merged, and what went to disk with them. Of equal rows the earlier comes first. With a limit only the first so many of each partition
/// are kept.
/// </summary>
internal sealed class SortNode(Node input, SortPlan plan) : Node
{
    private SortSink[] _parts = [];
    private Execution? _run;

    public override int Partitions => 1;

    public override void Prepare(Execution run)
    {
        _run = run;
        input.Prepare(run);
        _parts = new SortSink[input.Partitions];
        run.ForAll(_parts.Length, partition =>
        {
            _parts[partition] = new SortSink(plan, run);
            input.Run(partition, _parts[partition]);
            _parts[partition].Complete();
        });
    }

    public override void Run(int partition, ColumnSink sink)
    {
        Array.ForEach(_parts, part => part.Wake());
        if (_parts is [{ Stored.Count: 0 }])
        {
            _parts[0].PushTo(sink);
        }
        else
        {
            new RunMerge(plan, _parts[0].Types, _run!).PushTo(sink, [.. _parts.SelectMany(Runs)]);
        }

        Array.ForEach(_parts, part => part.Dispose());
    }

    private IEnumerable<Func<SortedRun>> Runs(SortSink part)
    {
        foreach (StoredRows stored in part.Stored)
        {
            yield return () => new SortedRun.OnDisk(stored, _run!.Cancellation);
        }

        if (part.Sorted.Length > 0)
        {
            yield return () => new SortedRun.InMemory(part.Rows, part.Sorted);
        }
    }
}
