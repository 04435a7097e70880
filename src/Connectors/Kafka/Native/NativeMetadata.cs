using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary><c>rd_kafka_metadata_t</c>, with its topics only.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMetadata
{
    public int BrokerCount;
    public nint Brokers;
    public int TopicCount;
    public NativeTopic* Topics;
}
