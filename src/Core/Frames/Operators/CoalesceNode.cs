namespace HotStream;

/// <summary>Fewer partitions: some of those below one after the other, in their order.</summary>
internal sealed class CoalesceNode(Node input, int partitions) : Node
{
    public override int Partitions => Math.Max(1, Math.Min(partitions, input.Partitions));

    public override void Prepare(Execution run) => input.Prepare(run);

    public override void Run(int partition, ColumnSink sink)
    {
        int end = (int)((partition + 1L) * input.Partitions / Partitions);
        for (int i = (int)((long)partition * input.Partitions / Partitions); i < end; i++)
        {
            input.Run(i, sink);
        }
    }
}
