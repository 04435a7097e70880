namespace HotStream.Kinesis;

/// <summary>The data alone.</summary>
internal readonly struct KinesisPayloadForm : IKinesisForm<Utf8Slice>
{
    private const int LeastBytes = 64;

    public static Utf8Slice Make(KinesisBlock block, in KinesisEntry entry, RecordFeed<Utf8Slice> feed) => feed.Store(block.DataOf(entry));

    public static void Add(KinesisBlock block, in KinesisEntry entry, SlabWriter<Utf8Slice> writer)
    {
        ReadOnlySpan<byte> data = block.DataOf(entry);
        data.CopyTo(writer.GetBuffer(Math.Max(data.Length, LeastBytes)));
        writer.Advance(data.Length);
        writer.Add(writer.Slice(0, data.Length), isAcknowledged: true);
        writer.Consume(data.Length);
    }

    public static DeadLetter Describe(string source, in Utf8Slice record) => new(source, "", "", record.Bytes);
}
