namespace HotStream.Bench;

/// <summary>
/// The engine reads what waits at a server, in batches of 20 ms, and sums it; a message is acknowledged when its batch is done. From before
/// it connects until the sum is complete and the context has stopped, which acknowledges the last batch.
/// </summary>
internal static class EngineQueue
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static JobOutcome Run(int expected, Func<StreamingContext, DStream<Utf8Slice>> open)
    {
        long count = 0;
        long sum = 0;
        using var enough = new ManualResetEventSlim();
        var meter = new RunMeter();
        var context = new StreamingContext("queue", TimeSpan.FromMilliseconds(20),
            new StreamingOptions { Partitions = 1, OneActivePerProcess = false });
        try
        {
            open(context).ForeachBatch(batch =>
            {
                batch.ForeachPartition(partition =>
                {
                    foreach (ref readonly Utf8Slice text in partition.Span)
                        sum += QueueTexts.NumberOf(text.Bytes);
                    count += partition.Span.Length;
                });
                if (count >= expected)
                    enough.Set();
            });
            context.Start();
            if (!enough.Wait(s_patience))
                throw new TimeoutException($"{count} of {expected} messages came");
        }
        finally
        {
            context.Stop(graceful: true);
        }

        return meter.Outcome(count, () => QueueTexts.AnswerOf(count, sum));
    }
}
