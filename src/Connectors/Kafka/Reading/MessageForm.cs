namespace HotStream.Kafka;

/// <summary>The whole record.</summary>
internal readonly unsafe struct MessageForm : IKafkaForm<KafkaMessage>
{
    public static KafkaMessage Make(NativeMessage* message, Utf8Slice topic, RecordFeed<KafkaMessage> feed)
    {
        KafkaMessageParts parts = (message->Key is null ? KafkaMessageParts.None : KafkaMessageParts.Key)
            | (message->Payload is null ? KafkaMessageParts.None : KafkaMessageParts.Payload);
        Utf8Slice key = feed.Store(message->KeyBytes);
        Utf8Slice payload = feed.Store(message->PayloadBytes);
        return new KafkaMessage(topic, message->Partition, message->Offset, key, payload, RdKafka.TimestampOf(message, out _), parts);
    }
}
