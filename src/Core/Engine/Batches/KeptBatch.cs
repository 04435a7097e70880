namespace HotStream;

/// <summary>Records that exist already, a list for each partition, until the scope ends.</summary>
internal sealed class KeptBatch<T> : Batch<T>
{
    private readonly RecordPieces<T>[] _partitions;

    public KeptBatch(BatchScope scope, RecordPieces<T>[] partitions)
        : base(scope)
    {
        _partitions = partitions;
        scope.OnRelease(() => Array.ForEach(partitions, list => list.Release()));
    }

    public override int PartitionCount => _partitions.Length;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint => _partitions.Sum(list => list.Count);

    internal override int SolePartition => SolePartitions.Of(_partitions, static list => list.Count > 0);

    internal override void Execute(int partition, Stage<T> next)
    {
        _partitions[partition].PushTo(next);
        next.Complete();
    }
}
