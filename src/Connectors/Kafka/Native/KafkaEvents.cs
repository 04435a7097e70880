namespace HotStream.Kafka;

/// <summary>Kinds of events, as <c>RD_KAFKA_EVENT_</c> numbers them.</summary>
internal static class KafkaEvents
{
    public const int Deliveries = 0x1;
    public const int Error = 0x8;
    public const int Rebalance = 0x10;
    public const int OffsetCommit = 0x20;
}
