using System.Collections.Concurrent;
using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Two streams joined by a text key, through the public API, batch after batch; every joined row is read. The first batch, which makes the
/// tables that the others use again, is not timed.
/// </summary>
internal static class EngineJoin
{
    public static JobOutcome Run(JoinRows rows)
    {
        var clock = new ManualClock();
        using var context = new StreamingContext("join", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        var left = new ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>>();
        var right = new ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>>();
        var sum = new JoinSum();
        context.QueueStream(left).Join(context.QueueStream(right))
            .ForeachBatch(batch => batch.Foreach(pair => sum.Add(pair.Value.Left, pair.Value.Right)));
        context.Start();
        Tick();
        var started = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < JoinRows.Batches; batch++)
        {
            sum = new JoinSum();
            Tick();
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return new JobOutcome(rows.Count, () => sum.Answer(rows.Count)) { Elapsed = elapsed };

        void Tick()
        {
            left.Enqueue(rows.LeftSlices);
            right.Enqueue(rows.RightSlices);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("the batch was not finished in a minute");
        }
    }
}
