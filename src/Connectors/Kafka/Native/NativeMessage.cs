using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary><c>rd_kafka_message_t</c>: a record, or why there is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public KafkaCode Code;
    public nint Topic;
    public int Partition;
    public byte* Payload;
    public nuint Length;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Tag;

    public readonly ReadOnlySpan<byte> PayloadBytes => new(Payload, (int)Length);

    public readonly ReadOnlySpan<byte> KeyBytes => new(Key, (int)KeyLength);
}
