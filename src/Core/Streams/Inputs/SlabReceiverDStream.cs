namespace HotStream;

/// <summary>Records that a receiver reads in place.</summary>
internal sealed class SlabReceiverDStream<T>(StreamingContext context, SlabReceiver<T> receiver)
    : StoredReceiverDStream<RecordBlock<T>, T>(context, receiver)
{
    /// <summary>A slot is a block of up to 512 records here, and there may be thousands of producers.</summary>
    protected override int RingCapacity => Math.Max(2, Context.Options.RingCapacity / 16);

    protected override Lane<RecordBlock<T>, T> CreateLane(int partition) => new BlockLane<T>(partition, receiver);

    public override bool SendsAgain => receiver.SendsAgain;

    protected override void Connect() => receiver.OpenWriter = OpenWriter;

    protected override void Discard(RecordList<RecordBlock<T>> items) => BlockLaneBatch<T>.Release(items);

    protected override Batch<T> Build(BatchScope scope, RecordList<RecordBlock<T>>[] items, long records) =>
        new BlockLaneBatch<T>(scope, items, records);
}
