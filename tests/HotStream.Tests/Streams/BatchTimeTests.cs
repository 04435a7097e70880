namespace HotStream.Tests.Streams;

public sealed class BatchTimeTests
{
    [Theory]
    [InlineData(0, 1000, 1000)]
    [InlineData(12_345, 1000, 13_000)]
    [InlineData(12_000, 1000, 13_000)]
    [InlineData(12_345, 700, 12_600)]
    [InlineData(1_497_963_540_123, 5000, 1_497_963_545_000)]
    public void Batches_close_on_multiples_of_the_interval_since_the_epoch(long start, int interval, long first)
    {
        using var engine = new Engine(intervalMilliseconds: interval, startMilliseconds: start);
        var times = new List<long>();
        engine.Queue<int>().ForeachBatch((_, time) => times.Add(time.Milliseconds));
        engine.Context.Start();
        Assert.Equal(first - interval, engine.Context.ZeroTime.Milliseconds);
        engine.Tick(3);
        Assert.Equal(first, times[0]);
        Assert.Equal(first + interval, times[1]);
        Assert.All(times, time => Assert.Equal(0, time % interval));
    }

    [Fact]
    public void A_clock_that_jumps_leaves_no_batch_out_and_shifts_none()
    {
        using var engine = new Engine(intervalMilliseconds: 100, startMilliseconds: 50);
        var times = new List<long>();
        engine.Queue<int>().ForeachBatch((_, time) => times.Add(time.Milliseconds));
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(49));
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Empty(times);
        engine.Clock.Advance(TimeSpan.FromMilliseconds(1));
        engine.Clock.Advance(TimeSpan.FromMilliseconds(1234));
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal(Enumerable.Range(1, 13).Select(i => i * 100L), times);
    }

    [Fact]
    public void Late_batches_keep_their_times_in_order_and_without_gaps()
    {
        using var engine = new Engine();
        using var gate = new SemaphoreSlim(0);
        var times = new List<long>();
        engine.Queue<int>().ForeachBatch((_, time) =>
        {
            gate.Wait();
            times.Add(time.Milliseconds);
        });
        engine.Context.Start();
        for (int i = 0; i < 7; i++)
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.Zero));
        gate.Release(7);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([1000, 2000, 3000, 4000, 5000, 6000, 7000], times);
    }

    [Fact]
    public void What_is_stored_before_a_boundary_is_in_its_batch_also_when_the_batch_runs_late()
    {
        using var engine = new Engine();
        using var gate = new SemaphoreSlim(0);
        var receiver = new Receiving.ScriptedReceiver<int>();
        var seen = new List<List<int>>();
        engine.Context.ReceiverStream(receiver).ForeachBatch(batch =>
        {
            gate.Wait();
            seen.Add([.. batch.ToList().Order()]);
        });
        engine.Context.Start();
        for (int i = 1; i <= 4; i++)
        {
            receiver.Send([i * 10, (i * 10) + 1]);
            receiver.WaitUntilStored();
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        gate.Release(4);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([[10, 11], [20, 21], [30, 31], [40, 41]], seen);
    }

    [Fact]
    public void BatchCompleted_tells_time_records_delays_and_failures()
    {
        using var engine = new Engine();
        var receiver = new Receiving.ScriptedReceiver<int>();
        var infos = new List<BatchInfo>();
        engine.Context.BatchCompleted += infos.Add;
        DStream<int> input = engine.Context.ReceiverStream(receiver);
        input.ForeachBatch(batch => batch.Count());
        input.ForeachBatch(batch => throw new InvalidDataException("no"));
        engine.Context.Start();
        receiver.Send([1, 2, 3]);
        receiver.WaitUntilStored();
        engine.Tick();
        BatchInfo info = Assert.Single(infos);
        Assert.Equal((new BatchTime(1000), 3, 1), (info.Time, info.Records, info.Failures));
        Assert.Equal(info.SchedulingDelay + info.ProcessingTime, info.TotalDelay);
    }

    [Fact]
    public void A_batch_time_prints_as_in_Spark() => Assert.Equal("1497963540000 ms", new BatchTime(1_497_963_540_000).ToString());
}
