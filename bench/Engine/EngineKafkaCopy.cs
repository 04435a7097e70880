namespace HotStream.Bench;

/// <summary>
/// The engine copies a topic into another, exactly once: ranges of offsets in the log of batches, each batch a transaction. From the
/// first that is committed to the last: before the first, a client waits for half a second for its coordinator.
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
        RunMeter? first = null;
        long before = 0;
        JobOutcome? outcome = null;
        using (StreamingContext context = StreamingContext.GetOrCreate(folder.Path, Create))
        {
            context.Start();
            if (!enough.Wait(s_patience))
                throw new TimeoutException($"{total} of {KafkaTopic.Records} records were copied");
        }

        return outcome!;

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
                if (first is null && total > 0)
                    (first, before) = (new RunMeter(), total);
                if (total >= KafkaTopic.Records && outcome is null)
                {
                    outcome = first!.Value.Outcome(total, () => topic.AnswerOf(to), total - before);
                    enough.Set();
                }
            });
            return context;
        }
    }
}
