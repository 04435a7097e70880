namespace HotStream;

/// <summary>The partitions of several nodes, one node after the other.</summary>
internal sealed class UnionNode(IReadOnlyList<Node> inputs) : Node
{
    public override int Partitions => inputs.Sum(input => input.Partitions);

    public override void Prepare(Execution run)
    {
        foreach (Node input in inputs)
        {
            input.Prepare(run);
        }
    }

    public override void Run(int partition, ColumnSink sink)
    {
        foreach (Node input in inputs)
        {
            if (partition < input.Partitions)
            {
                input.Run(partition, sink);
                return;
            }

            partition -= input.Partitions;
        }
    }
}
