namespace HotStream.Kinesis;

/// <summary>The whole record.</summary>
internal readonly struct KinesisRecordForm : IKinesisForm<KinesisRecord>
{
    public static KinesisRecord Make(KinesisBlock block, in KinesisEntry entry, RecordFeed<KinesisRecord> feed) => new(
        feed.Store(block.KeyOf(entry)), feed.Store(block.DataOf(entry)), feed.Store(block.SequenceOf(entry)), entry.Part,
        entry.Milliseconds);
}
