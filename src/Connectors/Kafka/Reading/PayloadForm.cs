namespace HotStream.Kafka;

/// <summary>The value of a record.</summary>
internal readonly unsafe struct PayloadForm : IKafkaForm<Utf8Slice>
{
    public static NativeHeaders HeadersOf(NativeMessage* message) => default;

    public static Utf8Slice Make(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic,
        RecordFeed<Utf8Slice> feed) =>
        feed.Store(message->PayloadBytes);
}
