namespace HotStream;

/// <summary>Reads a source.</summary>
internal sealed class ScanNode(FrameSource source, IReadOnlyList<int> projection) : Node
{
    private Execution? _run;
    private int _partitions;

    public override int Partitions => _partitions;

    public override void Prepare(Execution run)
    {
        _run = run;
        _partitions = source.Partitions;
        run.Begin(_partitions);
    }

    public override void Run(int partition, ColumnSink sink)
    {
        source.Read(partition, projection, new PlacingSink(sink, source, partition), _run!.Cancellation);
        _run.EndPart();
    }
}
