namespace HotStream.Bench;

/// <summary>Jobs about Kafka.</summary>
internal static class KafkaJobs
{
    public static IReadOnlyList<Job> All => [new Job("kafka-consume", Consume), new Job("kafka-copy", Copy)];

    private static JobInput Consume()
    {
        var topic = new KafkaTopic();
        return new JobInput(
            [
                Row("HotStream KafkaMessageStream, CountByValue()", RowKind.Engine, t => EngineKafka.Run(t, 1)),
                Row("HotStream KafkaMessageStream, 2 partitions", RowKind.Engine, t => EngineKafka.Run(t, 2)),
                Row("Confluent.Kafka 2.16.0 Consume(), Dictionary", RowKind.Peer, ConfluentConsume.Run),
                Row("Streamiz 1.8.2 GroupByKey().Count(), in memory", RowKind.Peer, StreamizCount.Run),
            ],
            [
                $"{KafkaTopic.Records:N0} records with keys and values of {KafkaTopic.PayloadBytes} B in {KafkaTopic.Partitions} "
                    + "partitions, counted by key, in batches of 20 ms; connecting and closing are part "
                    + "of the time",
                topic.IsInProcess ? "brokers: librdkafka's own, in this process" : "brokers: those of HOTSTREAM_KAFKA",
            ])
        { Owned = [topic] };

        JobSystem Row(string name, RowKind kind, Func<KafkaTopic, JobOutcome> run) => RowOf(topic, name, kind, run);
    }

    private static JobInput Copy()
    {
        var topic = new KafkaTopic();
        return new JobInput(
            [
                RowOf(topic, "HotStream SaveToKafka, a transaction a batch", RowKind.Engine, t => EngineKafkaCopy.Run(t, 1)),
                RowOf(topic, "HotStream SaveToKafka, 2 partitions", RowKind.Engine, t => EngineKafkaCopy.Run(t, 2)),
                RowOf(topic, "Confluent.Kafka 2.16.0 transaction loop", RowKind.Peer, ConfluentCopy.Run),
            ],
            [
                $"{KafkaTopic.Records:N0} records with keys and values of {KafkaTopic.PayloadBytes} B, from a topic into another, exactly "
                    + $"once; {KafkaTopic.CopiedAtOnce:N0} a transaction, measured behind the first",
                topic.IsInProcess ? "brokers: librdkafka's own, in this process, which keep offsets of transactions but isolate nothing"
                    : "brokers: those of HOTSTREAM_KAFKA",
            ])
        { Owned = [topic] };
    }

    private static JobSystem RowOf(KafkaTopic topic, string name, RowKind kind, Func<KafkaTopic, JobOutcome> run) =>
        new(name, kind, topic.Answer, () => run(topic)) { InputBytesPerRecord = KafkaTopic.PayloadBytes };
}
