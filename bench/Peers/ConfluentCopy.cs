using Confluent.Kafka;

namespace HotStream.Bench;

/// <summary>
/// Confluent.Kafka's transactions as its examples have them: consume, produce, offsets into the transaction, commit; as many records a
/// transaction as the engine's batches have at most. From the first that is committed to the last.
/// </summary>
internal static class ConfluentCopy
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    public static JobOutcome Run(KafkaTopic topic)
    {
        string to = topic.NewCopy();
        return Copy(topic, to).Outcome(KafkaTopic.Records, () => topic.AnswerOf(to), KafkaTopic.Records - KafkaTopic.CopiedAtOnce);
    }

    private static RunMeter Copy(KafkaTopic topic, string to)
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
        RunMeter? first = null;
        for (var left = KafkaTopic.Records; left > 0;)
        {
            producer.BeginTransaction();
            for (var room = Math.Min(left, KafkaTopic.CopiedAtOnce); room > 0; room--, left--)
            {
                var record = consumer.Consume(s_silence) ?? throw new TimeoutException("No record came.");
                producer.Produce(to, new Message<byte[], byte[]> { Key = record.Message.Key, Value = record.Message.Value });
                next[record.TopicPartition] = record.Offset + 1;
            }

            var offsets = next.Select(static offset => new TopicPartitionOffset(offset.Key, offset.Value));
            producer.SendOffsetsToTransaction(offsets, consumer.ConsumerGroupMetadata, s_silence);
            producer.CommitTransaction(s_silence);
            first ??= new RunMeter();
        }

        return first!.Value;
    }
}
