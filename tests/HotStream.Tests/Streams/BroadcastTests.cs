using HotStream.Tests.Diagnostics;
using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

public sealed class BroadcastTests
{
    [Fact]
    public void A_replaced_value_is_seen_by_the_next_batch_and_not_by_the_running_one()
    {
        using var engine = new Engine(partitions: 3);
        Broadcast<int> factor = engine.Context.Broadcast("factor", 10);
        DStream<int> scaled = engine.Queue<int>([1, 2, 3], [1, 2, 3], [1]).Map(x => x * factor.Value);
        var seen = new List<string>();
        scaled.ForeachBatch(batch =>
        {
            seen.Add(string.Join(' ', batch.ToList()));
            factor.Replace(factor.Value + 1);
            seen.Add($"{string.Join(' ', batch.ToList())} by {factor.Value}");
        });
        scaled.ForeachBatch(async batch =>
        {
            await Task.Yield();
            seen.Add($"{batch.ToList()[0]} by {factor.Value}");
        });
        engine.Tick(2);
        factor.Replace(20);
        engine.Tick();
        Assert.Equal(
            ["10 20 30", "10 20 30 by 10", "10 by 10", "11 22 33", "11 22 33 by 11", "11 by 11", "20", "20 by 20", "20 by 20"],
            seen);
        Assert.Equal(21, factor.Value);
        Assert.Equal(5, factor.Version);
    }

    [Fact]
    public void Records_folded_while_they_arrive_choose_the_value_of_their_batch()
    {
        using var engine = new Engine(partitions: 2);
        Broadcast<string> tag = engine.Context.Broadcast("tag", "first");
        var receiver = new ScriptedReceiver<int>();
        int asked = 0;
        var seen = new List<string>();
        engine.Context.ReceiverStream(receiver).Map(x =>
        {
            string value = tag.Value;
            Interlocked.Increment(ref asked);
            return value;
        }).CountByValue().ForeachBatch(batch => seen.Add($"{string.Join(' ', batch.ToList())} and {tag.Value}"));
        engine.Context.Start();
        receiver.Send([.. Enumerable.Range(0, 700)]);
        Engine.WaitFor(() => Volatile.Read(ref asked) == 700, "the records were folded");
        tag.Replace("second");
        receiver.Send([.. Enumerable.Range(0, 700)]);
        Engine.WaitFor(() => Volatile.Read(ref asked) == 1400, "the records were folded");
        Assert.Equal("second", tag.Value);
        engine.Tick(); // the batch has asked before, so it stays with the first value
        tag.Replace("third");
        engine.Tick(); // nobody asked before the batch began
        receiver.Send([1]);
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(["[first, 1400] and first", " and third", "[third, 1] and third"], seen);
    }

    [Fact]
    public void Whenever_it_is_replaced_a_batch_sees_one_value()
    {
        using var engine = new Engine(partitions: 3);
        Broadcast<long> version = engine.Context.Broadcast("version", 0L);
        var receiver = new ScriptedReceiver<int>();
        var seen = new List<(long[] Folded, long[] Mapped, long Driver)>();
        DStream<int> input = engine.Context.ReceiverStream(receiver);
        DStream<KeyValuePair<long, long>> folded = input.Map(_ => version.Value).CountByValue();
        folded.ForeachBatch(batch => seen.Add(
            ([.. batch.ToList().Select(pair => pair.Key)], [.. batch.Map(_ => version.Value).ToList().Distinct()], version.Value)));
        engine.Context.Start();
        using var stop = new CancellationTokenSource();
        var replacing = new SideThread(() =>
        {
            for (long i = 1; !stop.IsCancellationRequested; i++)
            {
                version.Replace(i);
                Thread.Yield();
            }
        });
        replacing.Start();
        for (int i = 0; i < 60; i++)
        {
            receiver.Send([.. Enumerable.Range(0, 3000)]);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        stop.Cancel();
        replacing.Join();
        Assert.Equal(60, seen.Count);
        Assert.All(seen, batch =>
        {
            Assert.Equal([batch.Driver], batch.Folded);
            Assert.Equal([batch.Driver], batch.Mapped);
        });
        Assert.True(seen.Select(batch => batch.Driver).Distinct().Count() > 1, "nothing was replaced while batches ran");
    }

    [Fact]
    public void A_remembered_batch_that_is_computed_again_sees_its_old_value()
    {
        using var engine = new Engine();
        engine.Context.Remember(TimeSpan.FromSeconds(10));
        Broadcast<int> add = engine.Context.Broadcast("add", 100);
        DStream<int> stream = engine.Queue<int>([1], [2]).Map(x => x + add.Value);
        List<List<int>> seen = Engine.Collect(stream);
        engine.Tick();
        add.Replace(200);
        engine.Tick();
        Assert.Equal([[101], [202]], seen);
        Assert.Equal([101, 202], stream.Slice(new BatchTime(1000), new BatchTime(2000)).SelectMany(batch => batch.ToList()));
    }

    [Fact]
    public void Its_version_shows_in_the_metrics_until_the_end()
    {
        using var metrics = new MetricCapture("broadcast-metrics");
        using var context = new StreamingContext(
            "broadcast-metrics", TimeSpan.FromSeconds(1),
            new StreamingOptions { TimeProvider = new ManualClock(), OneActivePerProcess = false, Partitions = 1 });
        Broadcast<string> words = context.Broadcast("words", "a");
        context.QueueStream(new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<int>>()).ForeachBatch(_ => { });
        context.Start();
        words.Replace("b");
        Assert.Equal([2], metrics.Observe("hotstream.broadcast.version", "hotstream.broadcast=words"));
        context.Stop();
        Assert.Empty(metrics.Observe("hotstream.broadcast.version"));
    }
}
