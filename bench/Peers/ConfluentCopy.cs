using System.Diagnostics;
using Confluent.Kafka;

namespace HotStream.Bench;

/// <summary>
/// Confluent.Kafka's transactions as its examples have them: consume, produce, offsets into the transaction, commit; as many records a
/// transaction as the engine's batches have at most.
/// </summary>
internal static class ConfluentCopy
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    public static JobOutcome Run(KafkaTopic topic)
    {
        string to = topic.NewCopy();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long began = Stopwatch.GetTimestamp();
        Copy(topic, to);
        return new JobOutcome(KafkaTopic.Records, () => topic.AnswerOf(to))
        {
            Elapsed = Stopwatch.GetElapsedTime(began),
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - before,
        };
    }

    private static void Copy(KafkaTopic topic, string to)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = topic.Servers,
            GroupId = to,
            EnableAutoCommit = false,
        }).Build();
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = topic.Servers,
            TransactionalId = to,
            LingerMs = 1,
            QueueBufferingMaxMessages = 500_000,
            Partitioner = Partitioner.Murmur2Random,
        }).Build();
        consumer.Assign(Enumerable.Range(0, KafkaTopic.Partitions).Select(partition =>
            new TopicPartitionOffset(topic.Name, partition, Offset.Beginning)));
        producer.InitTransactions(s_silence);
        var next = new Dictionary<TopicPartition, Offset>();
        for (var left = KafkaTopic.Records; left > 0;)
        {
            producer.BeginTransaction();
            for (var room = Math.Min(left, KafkaTopic.CopiedAtOnce); room > 0; room--, left--)
            {
                var record = consumer.Consume(s_silence) ?? throw new TimeoutException("No record came.");
                producer.Produce(to, new Message<byte[], byte[]> { Key = record.Message.Key, Value = record.Message.Value });
                next[record.TopicPartition] = record.Offset + 1;
            }

            producer.SendOffsetsToTransaction(
                next.Select(static offset => new TopicPartitionOffset(offset.Key, offset.Value)), consumer.ConsumerGroupMetadata, s_silence);
            producer.CommitTransaction(s_silence);
        }
    }
}
