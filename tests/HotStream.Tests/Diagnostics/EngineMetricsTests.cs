using System.Collections.Concurrent;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Diagnostics;

public sealed class EngineMetricsTests
{
    [Fact]
    public void A_batch_is_measured_once_by_context_input_and_output()
    {
        using var metrics = new MetricCapture("metrics-batch");
        var clock = new ManualClock();
        using var context = Make("metrics-batch", clock);
        DStream<int> input = context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>([[1, 2, 3], []]));
        input.ForeachBatch(_ => clock.Advance(TimeSpan.FromMilliseconds(250)));
        input.Map(x => x / 0).ForeachPartition(_ => { });
        context.Start();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([3], metrics.Values("hotstream.records.in", "hotstream.source=QueueStream"));
        Assert.Equal([3], metrics.Values("hotstream.batch.size"));
        Assert.Equal([0.25], metrics.Values("hotstream.batch.duration"));
        Assert.Equal([0], metrics.Values("hotstream.batch.scheduling_delay"));
        Assert.Equal([0.25], metrics.Values("hotstream.batch.total_delay"));
        Assert.Equal([0.25], metrics.Values("hotstream.output.duration", "hotstream.output=ForeachBatch"));
        Assert.Equal([1], metrics.Values("hotstream.batches.failed"));
    }

    [Fact]
    public void A_context_shows_its_state_while_it_runs_and_not_after()
    {
        using var metrics = new MetricCapture("metrics-state");
        var clock = new ManualClock();
        using var context = Make("metrics-state", clock);
        using var inside = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var receiver = new ScriptedText();
        context.ReceiverStream(receiver).ForeachBatch(_ =>
        {
            inside.Release();
            gate.Wait();
        });
        Assert.Empty(metrics.Observe("hotstream.batches.waiting"));
        context.Start();
        receiver.Send("a line\n");
        receiver.WaitUntilStored();
        clock.Advance(TimeSpan.FromSeconds(3));
        inside.Wait();
        Assert.Equal([2], metrics.Observe("hotstream.batches.waiting"));
        Assert.Equal([1], metrics.Observe("hotstream.receivers.active"));
        Assert.Equal([Slab.StandardCapacity], metrics.Observe("hotstream.memory.held"));
        gate.Release(3);
        context.Stop(graceful: true);
        Assert.Empty(metrics.Observe("hotstream.batches.waiting"));
        Assert.Empty(metrics.Observe("hotstream.receivers.active"));
        Assert.Empty(metrics.Observe("hotstream.memory.held"));
    }

    [Fact]
    public void Streams_with_state_show_how_many_keys_they_keep()
    {
        using var metrics = new MetricCapture("metrics-keys");
        var clock = new ManualClock();
        using var context = Make("metrics-keys", clock);
        using var checkpoints = new Io.Folder();
        context.Checkpoint(checkpoints.Root);
        DStream<KeyValuePair<int, int>> pairs = context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>([[1, 2, 3], [3, 4]]))
            .Map(x => KeyValuePair.Create(x, 1));
        pairs.CountByKeyAndWindow(TimeSpan.FromSeconds(10)).ForeachBatch(_ => { });
        pairs.CountByKeyAndWindow(TimeSpan.FromSeconds(1)).ForeachBatch(_ => { });
        pairs.MapWithState(StateSpec.Function((int key, Optional<int> value, State<int> state) =>
        {
            state.Update(key);
            return key;
        })).ForeachBatch(_ => { });
        context.Start();
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([4], metrics.Observe("hotstream.state.keys", "hotstream.operator=MapWithState"));
        Assert.Equal([4, 4], metrics.Observe("hotstream.state.keys", "hotstream.operator=CountByKeyAndWindow"));
        context.Stop();
        Assert.Empty(metrics.Observe("hotstream.state.keys"));
    }

    private static StreamingContext Make(string name, ManualClock clock) =>
        new(name, TimeSpan.FromSeconds(1), new StreamingOptions { TimeProvider = clock, OneActivePerProcess = false, Partitions = 2 });
}
