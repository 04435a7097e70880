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
        run.Begin(_partitions);
    }

    public override void Run(int partition, ColumnSink sink)
    {
        var placing = new PlacingSink(sink, scan.Source, partition);
        if (scan.Conditions.Count > 0)
        {
            scan.Source.Read(partition, scan.Projection, scan.Conditions, placing, _run!.Cancellation);
        }
        else
        {
            scan.Source.Read(partition, scan.Projection, placing, _run!.Cancellation);
        }

        _run.EndPart();
    }
}
