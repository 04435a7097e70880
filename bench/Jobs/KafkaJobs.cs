namespace HotStream.Bench;

/// <summary>Jobs about Kafka.</summary>
internal static class KafkaJobs
{
    public static IReadOnlyList<Job> All => [new Job("kafka-consume", Consume)];

    private static JobInput Consume()
    {
        var topic = new KafkaTopic();
        return new JobInput(
            [
                Row("HotStream KafkaMessageStream, CountByValue()", RowKind.Engine, t => EngineKafka.Run(t, 1)),
                Row("HotStream KafkaMessageStream, 2 partitions", RowKind.Engine, t => EngineKafka.Run(t, 2)),
                Row("Confluent.Kafka 2.16.0 Consume(), Dictionary", RowKind.Peer, ConfluentConsume.Run),
            ],
            [
                $"{KafkaTopic.Records:N0} records with keys and values of {KafkaTopic.PayloadBytes} B in {KafkaTopic.Partitions} "
                    + "partitions, counted by key; connecting is part of the time",
                topic.IsInProcess ? "brokers: librdkafka's own, in this process" : "brokers: those of HOTSTREAM_KAFKA",
            ])
        { Owned = [topic] };

        JobSystem Row(string name, RowKind kind, Func<KafkaTopic, JobOutcome> run) =>
            new(name, kind, topic.Answer, () => run(topic)) { InputBytesPerRecord = KafkaTopic.PayloadBytes };
    }
}
