using System.Collections.Concurrent;

namespace HotStream.Bench;

/// <summary>Two batches of rows joined by a text key, through the public API; every joined row is read.</summary>
internal static class EngineJoin
{
    public static JobOutcome Run(JoinRows rows)
    {
        var clock = new ManualClock();
        using var context = new StreamingContext("join", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        var left = new ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>>([rows.LeftSlices]);
        var right = new ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>>([rows.RightSlices]);
        var sum = new JoinSum();
        context.QueueStream(left).Join(context.QueueStream(right)).ForeachBatch(batch => batch.Foreach(pair => sum.Add(pair.Value.Left, pair.Value.Right)));
        context.Start();
        clock.Advance(TimeSpan.FromSeconds(1));
        if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
            throw new TimeoutException("the batch was not finished in a minute");
        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return new JobOutcome(rows.Count, () => sum.Answer(rows.Count));
    }
}
