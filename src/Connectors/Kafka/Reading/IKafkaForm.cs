namespace HotStream.Kafka;

/// <summary>What is made of a record of a topic.</summary>
internal unsafe interface IKafkaForm<T>
{
    /// <summary>The headers of a record, where they are looked at; otherwise none.</summary>
    static abstract NativeHeaders HeadersOf(NativeMessage* message);

    static abstract T Make(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic, RecordFeed<T> feed);
}
