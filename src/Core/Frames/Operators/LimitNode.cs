namespace HotStream;

/// <summary>
/// So many rows after so many others, in the order of partitions. Each of several partitions is asked for as many as could be needed, so
/// that
/// the answer does not depend on which is faster.
/// </summary>
internal sealed class LimitNode(Node input, long count, long skipped, IReadOnlyList<DataType> types) : Node
{
    private ColumnTable[]? _kept;

    public override int Partitions => 1;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        if (input.Partitions > 1)
        {
            _kept = new ColumnTable[input.Partitions];
            run.ForAll(input.Partitions, partition =>
            {
                _kept[partition] = new ColumnTable(types);
                input.Run(partition, new LimitSink(new TableSink(_kept[partition], run, "a limit"), count > long.MaxValue - skipped ? count
                    : count + skipped, 0));
            });
        }
    }

    public override void Run(int partition, ColumnSink sink)
    {
        var limit = new LimitSink(sink, count, skipped);
        if (_kept is null)
        {
            for (int i = 0; i < input.Partitions; i++)
            {
                input.Run(i, limit);
            }

            return;
        }

        bool wanted = true;
        foreach (ColumnTable table in _kept)
        {
            wanted = wanted && table.PushTo(limit);
            table.Dispose();
        }
    }
}
