namespace HotStream;

/// <summary>All records of the batches in a window, partitions side by side.</summary>
internal sealed class WindowedBatch<T> : Batch<T>
{
    private readonly RetainedBatch<T>[] _batches;
    private readonly int _partitions;

    public WindowedBatch(BatchScope scope, RetainedBatch<T>[] batches)
        : base(scope)
    {
        _batches = batches;
        foreach (RetainedBatch<T> batch in batches)
        {
            _partitions += batch.PartitionCount;
            SizeHint += batch.Count;
            batch.RetainFor(scope);
        }
    }

    public override int PartitionCount => _partitions;

    internal override long SizeHint { get; }

    internal override void Execute(int partition, Stage<T> next)
    {
        foreach (RetainedBatch<T> batch in _batches)
        {
            if (partition < batch.PartitionCount)
            {
                batch.PushTo(partition, next);
                next.Complete();
                return;
            }

            partition -= batch.PartitionCount;
        }
    }
}
