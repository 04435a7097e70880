using System.Collections.Concurrent;
using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Three fields of JSON records, through the public API, batch after batch on one partition. The first batch is not timed.
/// </summary>
internal static class EngineJson
{
    /// <summary>Steady batches: (records, bytes allocated).</summary>
    public static (long Records, long Bytes) Allocations()
    {
        const int Batches = 20;
        using var readings = new JsonReadings();
        Run(readings, 1);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Run(readings, 1);
        long start = GC.GetTotalAllocatedBytes(precise: true) - before; // a context and its first batch
        before = GC.GetTotalAllocatedBytes(precise: true);
        Run(readings, 1 + Batches);
        return ((long)Batches * JsonReadings.Count, GC.GetTotalAllocatedBytes(precise: true) - before - start);
    }

    public static JobOutcome Run(JsonReadings readings, int batches)
    {
        var clock = new ManualClock();
        using var context = new StreamingContext("json", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        var queue = new ConcurrentQueue<IReadOnlyList<Utf8Slice>>();
        var sum = default(JsonSum);
        context.QueueStream(queue)
            .ParseJson(JsonReadings.Fields, row => (row.GetText(0).Length, Good: row.GetInt64(1), Celsius: row.GetDouble(2)))
            .ForeachBatch(batch => batch.Foreach(fields => sum.Add(fields.Length, fields.Good, fields.Celsius)));
        context.Start();
        Tick();
        sum = default;
        var started = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < batches; batch++)
            Tick();
        var elapsed = Stopwatch.GetElapsedTime(started);
        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return new JobOutcome(sum.Records, () => sum.Answer(1)) { Elapsed = elapsed };

        void Tick()
        {
            queue.Enqueue(readings.Slices);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("the batch was not finished in a minute");
        }
    }
}
