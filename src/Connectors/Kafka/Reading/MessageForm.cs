using System.Buffers;
using System.Globalization;

namespace HotStream.Kafka;

/// <summary>The whole record.</summary>
internal readonly unsafe struct MessageForm : IKafkaForm<KafkaMessage>
{
    private const int SmallBytes = 512;
    private const int LeastBytes = 64;

    public static NativeHeaders HeadersOf(NativeMessage* message) => NativeHeaders.Of(message);

    public static KafkaMessage Make(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic,
        RecordFeed<KafkaMessage> feed)
    {
        Utf8Slice key = feed.Store(message->KeyBytes);
        Utf8Slice payload = feed.Store(message->PayloadBytes);
        return new KafkaMessage(topic, message->Partition, message->Offset, key, payload, RdKafka.TimestampOf(message, out _),
            PartsOf(message), headerBytes == 0 ? default : Store(headers, headerBytes, feed));
    }

    public static void Add(NativeMessage* message, NativeHeaders headers, int headerBytes, Utf8Slice topic,
        SlabWriter<KafkaMessage> writer)
    {
        int keyBytes = (int)message->KeyLength;
        int payloadBytes = (int)message->Length;
        int length = keyBytes + payloadBytes + headerBytes;
        Span<byte> room = writer.GetBuffer(Math.Max(length, LeastBytes));
        message->KeyBytes.CopyTo(room);
        message->PayloadBytes.CopyTo(room[keyBytes..]);
        if (headerBytes > 0)
        {
            headers.CopyTo(room[(keyBytes + payloadBytes)..]);
        }

        writer.Advance(length);
        writer.Add(
            new KafkaMessage(topic, message->Partition, message->Offset, writer.Slice(0, keyBytes), writer.Slice(keyBytes, payloadBytes),
                RdKafka.TimestampOf(message, out _), PartsOf(message), writer.Slice(keyBytes + payloadBytes, headerBytes)),
            isAcknowledged: true);
        writer.Consume(length);
    }

    public static DeadLetter Describe(string source, in KafkaMessage record) =>
        new(source, string.Create(CultureInfo.InvariantCulture,
            $"{PlainText.Of(record.Topic.Bytes)}/{record.Partition}, offset {record.Offset}"), "", record.Payload.Bytes);

    private static KafkaMessageParts PartsOf(NativeMessage* message) =>
        (message->Key is null ? KafkaMessageParts.None : KafkaMessageParts.Key)
        | (message->Payload is null ? KafkaMessageParts.None : KafkaMessageParts.Payload);

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
