namespace HotStream;

/// <summary>Rows dealt anew to so many partitions of about the same size.</summary>
internal sealed class RepartitionNode(Node input, int partitions, IReadOnlyList<DataType> types) : Node
{
    private DealtRows[] _dealt = [];

    public override int Partitions => partitions;

    public override void Prepare(Execution run)
    {
        input.Prepare(run);
        _dealt = new DealtRows[input.Partitions];
        run.ForAll(input.Partitions, from =>
        {
            _dealt[from] = new DealtRows(types, partitions, run, "a repartition", isOnDisk: false);
            input.Run(from, new DealSink(_dealt[from], partitions, from));
            _dealt[from].Complete();
        });
    }

    public override void Run(int partition, ColumnSink sink)
    {
        bool wanted = true;
        foreach (DealtRows rows in _dealt)
        {
            rows.Wake();
            wanted = wanted && rows.PushTo(partition, sink);
            rows.Free(partition);
        }
    }
}
