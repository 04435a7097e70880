using System.Diagnostics;
using HotStream.Kafka;

namespace HotStream.Bench;

/// <summary>Bytes allocated a record from Kafka and into it; the brokers are librdkafka's own, whose memory is not of this heap.</summary>
internal static class KafkaGates
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<(string Name, Func<(long Records, long Bytes)> Measure)> All =>
    [
        ("kafka-records", () => Measure((_, messages) =>
            messages.Map(message => message.Key).CountByValue().ForeachBatch(batch => batch.Count()))),
        ("kafka-sink", () => Measure((topic, messages) => messages.SaveToKafka(topic.Servers, topic.NewCopy(),
            RecordEncoders.Slice<KafkaMessage>(message => message.Key), RecordEncoders.Slice<KafkaMessage>(message => message.Payload)))),
    ];

    /// <summary>The batch that allocated least: what records cost, every batch costs.</summary>
    private static (long Records, long Bytes) Measure(Action<KafkaTopic, DStream<KafkaMessage>> use)
    {
        using var topic = new KafkaTopic();
        var clock = new ManualClock();
        using var context = new StreamingContext("gate", s_interval, EngineWordCount.Options(clock, partitions: 1));
        var messages = context.KafkaMessageStream(topic.Servers, [topic.Name], new KafkaOptions
        {
            Start = KafkaStart.Earliest,
            MaxRatePerPartition = KafkaTopic.CopiedAtOnce / KafkaTopic.Partitions / s_interval.TotalSeconds,
        });
        long records = 0;
        use(topic, messages.Map(message =>
        {
            records++;
            return message;
        }));
        var failures = 0;
        context.BatchCompleted += batch => failures += batch.Failures;
        context.Start();
        (long Records, long Bytes) least = (1, long.MaxValue);
        for (long began = Stopwatch.GetTimestamp(); records < KafkaTopic.Records; Thread.Sleep(1)) // the first wait for the connection
        {
            long had = records;
            var before = GC.GetTotalAllocatedBytes(precise: true);
            clock.Advance(s_interval);
            if (!context.AwaitDueBatches(s_patience) || Stopwatch.GetElapsedTime(began) > s_patience)
                throw new TimeoutException($"{records} of {KafkaTopic.Records} records were read in a minute");
            (long Records, long Bytes) batch = (records - had, GC.GetTotalAllocatedBytes(precise: true) - before);
            if (batch.Records > 0 && (double)batch.Bytes / batch.Records < (double)least.Bytes / least.Records)
                least = batch;
        }

        context.Stop();
        return failures == 0 ? least : throw new InvalidOperationException($"{failures} batches failed");
    }
}
