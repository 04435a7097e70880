namespace HotStream.Kinesis;

/// <summary>The data alone.</summary>
internal readonly struct KinesisPayloadForm : IKinesisForm<Utf8Slice>
{
    public static Utf8Slice Make(KinesisBlock block, in KinesisEntry entry, RecordFeed<Utf8Slice> feed) => feed.Store(block.DataOf(entry));
}
