namespace HotStream.Kafka;

/// <summary>What is made of a record of a topic.</summary>
internal unsafe interface IKafkaForm<T>
{
    static abstract T Make(NativeMessage* message, Utf8Slice topic, RecordFeed<T> feed);
}
