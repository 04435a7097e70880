namespace HotStream.Kafka;

/// <summary>What is made of a record of a topic.</summary>
internal unsafe interface IKafkaForm<T>
{
    /// <summary>The headers of a record, where they are looked at; otherwise none.</summary>
    static abstract NativeHeaders HeadersOf(NativeMessage* message);

    /// <summary>A record for a batch that reads it where the client holds it.</summary>
    static abstract T Make(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic, RecordFeed<T> feed);

    /// <summary>Puts a record into the engine.</summary>
    static abstract void Add(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic, SlabWriter<T> writer);

    /// <summary>A record as a dead letter; the reason is filled in by the engine.</summary>
    static abstract DeadLetter Describe(string source, in T record);
}
