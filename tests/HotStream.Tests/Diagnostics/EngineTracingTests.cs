using System.Collections.Concurrent;
using System.Diagnostics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Diagnostics;

public sealed class EngineTracingTests
{
    [Fact]
    public void A_batch_is_one_activity_with_one_below_it_for_each_output()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "HotStream",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var clock = new ManualClock();
        using var context = new StreamingContext(
            "tracing", TimeSpan.FromSeconds(1), new StreamingOptions { TimeProvider = clock, OneActivePerProcess = false, Partitions = 2 });
        string? inside = null;
        DStream<int> input = context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>([[1, 2], [0]]));
        input.ForeachBatch(batch => inside = Activity.Current?.OperationName);
        input.Map(x => 1 / x).ForeachPartition(_ => { });
        using (var program = new Activity("the program").Start())
        {
            context.Start();
            clock.Advance(TimeSpan.FromSeconds(2));
            Assert.True(context.AwaitDueBatches(Engine.Patience));
            Assert.Same(program, Activity.Current);
        }

        Activity[] batches = [.. ended.Where(activity => activity.GetTagItem("hotstream.context") is "tracing")];
        Assert.Equal("hotstream.output", inside);
        Assert.All(batches, batch => Assert.Null(batch.ParentId)); // not below the program's, which lives on
        Assert.Equal(
            ["hotstream.batch 1000: 2, Ok", "hotstream.batch 2000: 1, Error"],
            batches.Select(batch => $"{batch.OperationName} {batch.GetTagItem("hotstream.batch.time")}: "
            + $"{batch.GetTagItem("hotstream.batch.records")}, {batch.Status}"));
        Assert.Equal(
            ["ForeachBatch 0 Ok", "ForeachPartition 1 Ok"],
            OutputsOf(batches[0]));
        Assert.Equal(["ForeachBatch 0 Ok", "ForeachPartition 1 Error"], OutputsOf(batches[1]));

        string[] OutputsOf(Activity batch) =>
            [.. ended.Where(activity => activity.ParentSpanId == batch.SpanId && activity.TraceId == batch.TraceId)
            .Select(output => $"{output.GetTagItem("hotstream.output")} {output.GetTagItem("hotstream.output.index")} {output.Status}")];
    }

    [Fact]
    public void Without_a_listener_nothing_is_made()
    {
        Activity? before = Activity.Current;
        using var engine = new Engine();
        Activity? inside = null;
        engine.Queue<int>([1]).ForeachBatch(_ => inside = Activity.Current);
        engine.Tick();
        Assert.Same(before, inside);
    }
}
