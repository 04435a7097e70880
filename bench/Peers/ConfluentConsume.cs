using Confluent.Kafka;

namespace HotStream.Bench;

/// <summary>Confluent.Kafka as its documents have it: a loop around <c>Consume</c>, keys as strings.</summary>
internal static class ConfluentConsume
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    public static JobOutcome Run(KafkaTopic topic)
    {
        var counts = new Dictionary<string, long>();
        var settings = new ConsumerConfig
        {
            BootstrapServers = topic.Servers,
            GroupId = $"bench-{Guid.NewGuid():N}",
            EnableAutoCommit = false,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(settings).Build();
        consumer.Assign(Enumerable.Range(0, KafkaTopic.Partitions).Select(partition =>
            new TopicPartitionOffset(topic.Name, partition, Offset.Beginning)));
        for (var i = 0; i < KafkaTopic.Records; i++)
        {
            var record = consumer.Consume(s_silence) ?? throw new TimeoutException("No record came.");
            counts[record.Message.Key] = counts.GetValueOrDefault(record.Message.Key) + 1;
        }

        return new JobOutcome(KafkaTopic.Records, () => EngineKafka.Answer(counts));
    }
}
