using System.Collections.Concurrent;

namespace HotStream.Bench;

/// <summary>
/// A count by key over 60 s, sliding by 1 s, as a user writes it. A second of events is a batch of a queue; the manual clock says
/// when. Every window is read whole.
/// </summary>
internal static class EngineWindow
{
    public static JobOutcome Run(WindowEvents events)
    {
        var clock = new ManualClock();
        using var directory = new TemporaryFolder();
        using var context = new StreamingContext("window", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        context.Checkpoint(directory.Path);
        var queue = new ConcurrentQueue<IReadOnlyList<long>>();
        long shown = 0;
        var last = new List<KeyValuePair<long, long>>();
        context.QueueStream(queue).CountByValueAndWindow(TimeSpan.FromSeconds(WindowEvents.WindowSeconds)).ForeachBatch(batch =>
        {
            bool isLast = batch.Time.Milliseconds == context.ZeroTime.Milliseconds + (events.Seconds * 1000L);
            batch.ForeachPartition(partition =>
            {
                foreach (ref readonly KeyValuePair<long, long> pair in partition.Span)
                    shown += pair.Value;
                if (isLast)
                    last.AddRange(partition.Span);
            });
        });
        context.Start();
        for (var second = 0; second < events.Seconds; second++)
        {
            queue.Enqueue(events[second]);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("a batch was not finished in a minute");
        }

        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return new JobOutcome(events.Events, () => events.AnswerOf(last, shown));
    }
}
