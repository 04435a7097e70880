namespace HotStream.Kinesis;

/// <summary>The whole record.</summary>
internal readonly struct KinesisRecordForm : IKinesisForm<KinesisRecord>
{
    private const int LeastBytes = 64;

    public static KinesisRecord Make(KinesisBlock block, in KinesisEntry entry, RecordFeed<KinesisRecord> feed) => new(
        feed.Store(block.KeyOf(entry)), feed.Store(block.DataOf(entry)), feed.Store(block.SequenceOf(entry)), entry.Part,
        entry.Milliseconds);

    public static void Add(KinesisBlock block, in KinesisEntry entry, SlabWriter<KinesisRecord> writer)
    {
        (int key, int data, int sequence) = (entry.KeyLength, entry.DataLength, entry.SequenceLength);
        int length = key + data + sequence;
        Span<byte> room = writer.GetBuffer(Math.Max(length, LeastBytes));
        block.KeyOf(entry).CopyTo(room);
        block.DataOf(entry).CopyTo(room[key..]);
        block.SequenceOf(entry).CopyTo(room[(key + data)..]);
        writer.Advance(length);
        writer.Add(
            new KinesisRecord(writer.Slice(0, key), writer.Slice(key, data), writer.Slice(key + data, sequence), entry.Part,
                entry.Milliseconds),
            isAcknowledged: true);
        writer.Consume(length);
    }

    public static DeadLetter Describe(string source, in KinesisRecord record) =>
        new(source, KinesisRecord.PositionOf(record.SequenceNumber.Bytes, record.SubSequenceNumber ?? KinesisPosition.Alone), "",
            record.Payload.Bytes);
}
