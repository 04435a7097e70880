namespace HotStream;

/// <summary>Reads a source.</summary>
internal sealed class ScanNode(ScanPlan scan) : Node
{
    private Execution? _run;
    private int _partitions;

    public override int Partitions => _partitions;

    public override void Prepare(Execution run)
    {
        _run = run;
        _partitions = scan.Source.Partitions;
    }

    public override void Run(int partition, ColumnSink sink)
    {
        if (scan.Conditions.Count > 0)
        {
            scan.Source.Read(partition, scan.Projection, scan.Conditions, sink, _run!.Cancellation);
        }
        else
        {
            scan.Source.Read(partition, scan.Projection, sink, _run!.Cancellation);
        }
    }
}
