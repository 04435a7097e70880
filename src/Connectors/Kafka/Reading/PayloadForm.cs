namespace HotStream.Kafka;

/// <summary>The value of a record.</summary>
internal readonly unsafe struct PayloadForm : IKafkaForm<Utf8Slice>
{
    private const int LeastBytes = 64;

    public static NativeHeaders HeadersOf(NativeMessage* message) => default;

    public static Utf8Slice Make(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic,
        RecordFeed<Utf8Slice> feed) =>
        feed.Store(message->PayloadBytes);

    public static void Add(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic, SlabWriter<Utf8Slice> writer)
    {
        int length = (int)message->Length;
        message->PayloadBytes.CopyTo(writer.GetBuffer(Math.Max(length, LeastBytes)));
        writer.Advance(length);
        writer.Add(writer.Slice(0, length), isAcknowledged: true);
        writer.Consume(length);
    }

    public static DeadLetter Describe(string source, in Utf8Slice record) => new(source, "", "", record.Bytes);
}
