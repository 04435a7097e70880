namespace HotStream;

/// <summary>Records of a received input that were kept for their batch.</summary>
internal sealed class LaneBatch<T> : Batch<T>
{
    private readonly RecordList<T>[] _lanes;

    public LaneBatch(BatchScope scope, RecordList<T>[] lanes)
        : base(scope)
    {
        _lanes = lanes;
        scope.OnRelease(() => Array.ForEach(lanes, lane => lane.Release()));
    }

    public override int PartitionCount => _lanes.Length;

    internal override long SizeHint => _lanes.Sum(lane => (long)lane.Count);

    internal override void Execute(int partition, BlockSink<T> sink)
    {
        _lanes[partition].PushTo(sink);
        sink.Complete();
    }
}
