using System.Buffers;

namespace HotStream.Kafka;

/// <summary>The whole record.</summary>
internal readonly unsafe struct MessageForm : IKafkaForm<KafkaMessage>
{
    private const int SmallBytes = 512;

    public static NativeHeaders HeadersOf(NativeMessage* message) => NativeHeaders.Of(message);

    public static KafkaMessage Make(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic,
        RecordFeed<KafkaMessage> feed)
    {
        KafkaMessageParts parts = (message->Key is null ? KafkaMessageParts.None : KafkaMessageParts.Key)
            | (message->Payload is null ? KafkaMessageParts.None : KafkaMessageParts.Payload);
        Utf8Slice key = feed.Store(message->KeyBytes);
        Utf8Slice payload = feed.Store(message->PayloadBytes);
        return new KafkaMessage(topic, message->Partition, message->Offset, key, payload, RdKafka.TimestampOf(message, out _), parts,
            headerBytes == 0 ? default : Store(headers, headerBytes, feed));
    }

    private static Utf8Slice Store(NativeHeaders headers, int bytes, RecordFeed<KafkaMessage> feed)
    {
        byte[]? rented = bytes <= SmallBytes ? null : ArrayPool<byte>.Shared.Rent(bytes);
        Span<byte> block = rented is null ? stackalloc byte[SmallBytes] : rented;
        headers.CopyTo(block);
        Utf8Slice stored = feed.Store(block[..bytes]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return stored;
    }
}
