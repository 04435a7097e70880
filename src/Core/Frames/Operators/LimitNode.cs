namespace HotStream;

/// <summary>
/// So many rows after so many others, in the order of partitions. Each of several partitions is asked for as many as could be needed, so
/// that
/// the answer does not depend on which is faster.
/// </summary>
internal sealed class LimitNode(Node input, long count, long skipped, IReadOnlyList<DataType> types) : Node
{
    private DealtRows[]? _kept;

    public override int Partitions => 1;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        if (input.Partitions > 1)
        {
            _kept = new DealtRows[input.Partitions];
            long needed = count > long.MaxValue - skipped ? count : count + skipped;
            run.ForAll(input.Partitions, partition =>
            {
                _kept[partition] = new DealtRows(types, 1, run, "a limit", isOnDisk: false);
                input.Run(partition, new LimitSink(new DealSink(_kept[partition], 1, 0), needed, 0));
                _kept[partition].Complete();
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
        foreach (DealtRows rows in _kept)
        {
            rows.Wake();
            wanted = wanted && rows.PushTo(0, limit);
            rows.Dispose();
        }
    }
}
