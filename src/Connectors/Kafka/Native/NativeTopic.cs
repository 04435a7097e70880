using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary><c>rd_kafka_metadata_topic_t</c>: partitions have the numbers from 0 on.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTopic
{
    public nint Name;
    public int PartitionCount;
    public nint Partitions;
    public KafkaCode Code;
}
