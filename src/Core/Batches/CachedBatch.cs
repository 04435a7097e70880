namespace HotStream;

/// <summary>A batch whose records are kept from the first computation to the end of the scope.</summary>
internal sealed class CachedBatch<T> : Batch<T>
{
    private readonly Batch<T> _parent;
    private RecordList<T>[]? _partitions;

    public CachedBatch(Batch<T> parent)
        : base(parent.Scope)
    {
        _parent = parent;
        Scope.OnRelease(() => Array.ForEach(_partitions ?? [], list => list.Release()));
    }

    public override int PartitionCount => _parent.PartitionCount;

    internal override long SizeHint => _partitions is null ? _parent.SizeHint : _partitions.Sum(list => (long)list.Count);

    internal override void Prepare()
    {
        if (_partitions is null)
        {
            var partitions = new RecordList<T>[PartitionCount];
            _parent.Run(partition => new Keeper(partitions[partition] = new RecordList<T>()));
            _partitions = partitions;
        }
    }

    internal override void Execute(int partition, BlockSink<T> sink)
    {
        _partitions![partition].PushTo(sink);
        sink.Complete();
    }

    private sealed class Keeper(RecordList<T> records) : BlockSink<T>
    {
        public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

        public override void Accept(ReadOnlySpan<T> block) => records.AddRange(block);
    }
}
