using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// The engine copies a topic into another, exactly once: ranges of offsets in the log of batches, each batch a transaction. Until the
/// transaction with the last record is committed.
/// </summary>
internal static class EngineKafkaCopy
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static JobOutcome Run(KafkaTopic topic, int partitions)
    {
        string to = topic.NewCopy();
        using var folder = new TemporaryFolder();
        using var enough = new ManualResetEventSlim();
        long total = 0;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long began = Stopwatch.GetTimestamp();
        using (StreamingContext context = StreamingContext.GetOrCreate(folder.Path, Create))
        {
            context.Start();
            if (!enough.Wait(s_patience))
                throw new TimeoutException($"{total} of {KafkaTopic.Records} records were copied");
        }

        return new JobOutcome(total, () => topic.AnswerOf(to))
        {
            Elapsed = Stopwatch.GetElapsedTime(began),
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - before,
        };

        StreamingContext Create()
        {
            var context = new StreamingContext("kafka-copy", s_interval,
                new StreamingOptions { Partitions = partitions, OneActivePerProcess = false });
            DStream<KafkaMessage> messages = context.KafkaMessageStream(topic.Servers, [topic.Name], new KafkaOptions
            {
                Start = KafkaStart.Earliest,
                MaxRatePerPartition = KafkaTopic.CopiedAtOnce / KafkaTopic.Partitions / s_interval.TotalSeconds,
            });
            messages.SaveToKafka(topic.Servers, to, RecordEncoders.Slice<KafkaMessage>(message => message.Key),
                RecordEncoders.Slice<KafkaMessage>(message => message.Payload), new KafkaSinkOptions { TransactionalId = to });
            messages.ForeachBatch(batch =>
            {
                total += batch.Count(); // its transaction is committed
                if (total >= KafkaTopic.Records)
                    enough.Set();
            });
            return context;
        }
    }
}
