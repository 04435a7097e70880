namespace HotStream;

/// <summary>A stage that takes batches and gives batches, for each partition one of its own.</summary>
internal sealed class PipeNode(Node input, Func<ColumnSink, PipeSink> stage) : Node
{
    public override int Partitions => input.Partitions;

    public override void Prepare(Execution run) => input.Prepare(run);

    public override void Run(int partition, ColumnSink sink)
    {
        using PipeSink pipe = stage(sink);
        input.Run(partition, pipe);
        pipe.Complete();
    }
}
