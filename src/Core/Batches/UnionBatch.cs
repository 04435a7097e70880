namespace HotStream;

/// <summary>The partitions of several batches side by side.</summary>
internal sealed class UnionBatch<T>(BatchScope scope, Batch<T>[] parents) : Batch<T>(scope)
{
    public override int PartitionCount => parents.Sum(parent => parent.PartitionCount);

    internal override bool KeepsSourcesWhole => Array.TrueForAll(parents, parent => parent.KeepsSourcesWhole);

    internal override long SizeHint => parents.All(parent => parent.SizeHint >= 0) ? parents.Sum(parent => parent.SizeHint) : -1;

    internal override void Prepare()
    {
        foreach (Batch<T> parent in parents)
        {
            parent.Prepare();
        }
    }

    internal override void Execute(int partition, BlockSink<T> sink)
    {
        foreach (Batch<T> parent in parents)
        {
            if (partition < parent.PartitionCount)
            {
                parent.Execute(partition, sink);
                return;
            }

            partition -= parent.PartitionCount;
        }
    }
}
