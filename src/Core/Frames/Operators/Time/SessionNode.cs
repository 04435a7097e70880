namespace HotStream;

/// <summary>Sessions of rows that come sorted by their keys and times.</summary>
internal sealed class SessionNode(Node sorted, SessionPlan plan) : Node
{
    private Execution? _run;

    public override int Partitions => sorted.Partitions;

    public override void Prepare(Execution run)
    {
        _run = run;
        sorted.Prepare(run);
    }

    public override void Run(int partition, ColumnSink sink)
    {
        using var sessions = new SessionSink(sink, plan, _run!);
        sorted.Run(partition, sessions);
        sessions.Complete();
    }
}
