namespace HotStream;

/// <summary>A batch whose records are kept from the first computation to the end of the scope, or until somebody wants the room.</summary>
internal sealed class CachedBatch<T> : Batch<T>
{
    private readonly Batch<T> _parent;
    private readonly SpillCodec<T>? _codec;
    private CachedPartition<T>[]? _partitions;

    public CachedBatch(Batch<T> parent, StorageLevel level)
        : base(parent.Scope)
    {
        _parent = parent;
        _codec = level == StorageLevel.MemoryAndDisk ? SpillCodecs.Of<T>() : null;
        Scope.OnRelease(Free);
    }

    public override int PartitionCount => _parent.PartitionCount;

    internal override bool KeepsSourcesWhole => _parent.KeepsSourcesWhole;

    internal override long SizeHint => _partitions is null ? _parent.SizeHint : _partitions.Sum(partition => (long)partition.Count);

    internal override void ForgetRecords() => Free();

    internal override void Prepare()
    {
        if (_partitions is not null)
        {
            return;
        }

        var partitions = new CachedPartition<T>[PartitionCount];
        try
        {
            _parent.Run(partition => partitions[partition] = new CachedPartition<T>(Scope, partition, _codec));
        }
        catch
        {
            Array.ForEach(partitions, partition => partition?.Free());
            throw;
        }

        _partitions = partitions;
    }

    internal override void Execute(int partition, Stage<T> next)
    {
        _partitions![partition].PushTo(next);
        next.Complete();
    }

    private void Free()
    {
        Array.ForEach(_partitions ?? [], partition => partition.Free());
        _partitions = null;
    }
}
