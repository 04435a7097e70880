namespace HotStream;

/// <summary>Records that a receiver reads in place.</summary>
internal sealed class SlabReceiverDStream<T>(StreamingContext context, SlabReceiver<T> receiver)
    : ReceiverDStream<RecordBlock<T>, T>(context, receiver)
{
    private readonly List<BlockLane<T>> _lanes = [];
    private StoredColumn<T>? _column;

    /// <summary>A slot is a block of up to 512 records here, and there may be thousands of producers.</summary>
    protected override int RingCapacity => Math.Max(2, Context.Options.RingCapacity / 16);

    protected override Lane<RecordBlock<T>, T> CreateLane(int partition)
    {
        var lane = new BlockLane<T>(partition, receiver);
        _lanes.Add(lane);
        return lane;
    }

    public override bool SendsAgain => receiver.SendsAgain;

    protected override void Connect() => receiver.OpenWriter = OpenWriter;

    protected override string Bind(CodecSet codecs)
    {
        _column = codecs.Column<T>(OperatorName);
        _lanes.ForEach(lane => lane.Column = _column);
        return _column.Name;
    }

    protected override Batch<T> Rebuild(BatchScope scope, List<ReadOnlyMemory<byte>>[] lanes, out long records) =>
        StoredBatch.Read(scope, lanes, _column!, out records);

    protected override void Discard(RecordList<RecordBlock<T>> items) => BlockLaneBatch<T>.Release(items);

    protected override Batch<T> Build(BatchScope scope, RecordList<RecordBlock<T>>[] items, long records) =>
        new BlockLaneBatch<T>(scope, items, records);
}
