using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Execution;

public sealed class BatchClockTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void With_the_wall_clock_set_back_by_an_hour_batches_go_on_every_interval_and_their_times_grow()
    {
        using var log = new LogCapture();
        using Engine engine = Timed(out List<long> times, options => options.LoggerFactory = log, startMilliseconds: 7_200_000);
        engine.Tick(2);
        engine.Clock.SetWallClock(engine.Clock.GetUtcNow() - s_hour);
        engine.Tick(3);
        Assert.Equal([7_201_000, 7_202_000, 7_203_000, 7_204_000, 7_205_000], times);
        (int _, Microsoft.Extensions.Logging.LogLevel _, string message) = Assert.Single(log.Entries, entry => entry.Id == 2007);
        Assert.Contains("went back by 01:00:00", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 101)]
    [InlineData(3, 4)]
    [InlineData(0, 1)]
    public void With_the_wall_clock_set_forward_by_five_years_few_batches_are_made_up_and_the_rest_is_told(int most, int expected)
    {
        using var log = new LogCapture();
        using Engine engine = Timed(out List<long> times, options =>
        {
            options.LoggerFactory = log;
            options.MissedBatchesMax = most;
        });
        engine.Tick(2);
        DateTimeOffset jumped = engine.Clock.GetUtcNow().AddYears(5);
        engine.Clock.SetWallClock(jumped);
        engine.Tick();
        Assert.Equal(2 + expected, times.Count);
        Assert.Equal(jumped.ToUnixTimeMilliseconds() + 1000, times[^1]);
        Assert.Equal(Enumerable.Range(0, expected).Select(i => times[^1] - (1000L * i)).Reverse(), times.Skip(2));
        engine.Tick();
        Assert.Equal(times[^2] + 1000, times[^1]);
        long skipped = (times[2] - 2000) / 1000 - 1;
        Assert.Contains($"{skipped} batches", Assert.Single(log.Entries, entry => entry.Id == 2006).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wall_clock_that_goes_back_and_returns_gives_no_time_twice_and_catches_up()
    {
        using Engine engine = Timed(out List<long> times, options => options.MissedBatchesMax = 0);
        engine.Tick(2);
        engine.Clock.SetWallClock(DateTimeOffset.FromUnixTimeMilliseconds(-10_000));
        engine.Tick(2);
        engine.Clock.SetWallClock(DateTimeOffset.FromUnixTimeMilliseconds(4_000)); // as if nothing had happened
        engine.Tick();
        engine.Clock.SetWallClock(DateTimeOffset.FromUnixTimeMilliseconds(9_000));
        engine.Tick();
        Assert.Equal([1000, 2000, 3000, 4000, 5000, 10_000], times);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    [InlineData(999)]
    [InlineData(-999)]
    public void A_step_below_the_interval_moves_no_batch_time(int milliseconds)
    {
        using Engine engine = Timed(out List<long> times);
        engine.Tick(2);
        engine.Clock.SetWallClock(engine.Clock.GetUtcNow().AddMilliseconds(milliseconds));
        engine.Tick(3);
        Assert.Equal([1000, 2000, 3000, 4000, 5000], times);
    }

    [Fact]
    public void Times_stay_multiples_of_the_interval_and_grow_whatever_is_done_to_the_wall_clock()
    {
        var random = new Random(11);
        using Engine engine = Timed(out List<long> times, options => options.MissedBatchesMax = 2);
        engine.Tick();
        for (int i = 0; i < 300; i++)
        {
            int before = times.Count;
            engine.Clock.SetWallClock(engine.Clock.GetUtcNow().AddMilliseconds(random.Next(4) == 0 ? random.Next(-100_000, 100_000) : 0));
            engine.Tick();
            Assert.InRange(times.Count - before, 1, 3);
        }

        Assert.All(times, time => Assert.Equal(0, time % 1000));
        Assert.Equal(times.Distinct().Order(), times);
    }

    [Fact]
    public void A_suspended_machine_makes_up_the_last_batches_and_skips_the_rest()
    {
        using var log = new LogCapture();
        using Engine engine = Timed(out List<long> times, options =>
        {
            options.LoggerFactory = log;
            options.MissedBatchesMax = 3;
        });
        engine.Tick();
        engine.Clock.Suspend(s_hour);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        engine.Tick();
        Assert.Equal([1000, 3_598_000, 3_599_000, 3_600_000, 3_601_000, 3_602_000], times);
        Assert.Single(log.Entries, entry => entry.Id == 2006);
    }

    [Fact]
    public void What_was_received_while_the_machine_was_suspended_is_in_the_next_batch()
    {
        using var engine = new Engine(with: options => options.MissedBatchesMax = 1);
        var receiver = new Receiving.ScriptedReceiver<int>();
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Tick();
        receiver.Send([1, 2, 3]);
        receiver.WaitUntilStored();
        engine.Clock.Suspend(s_hour);
        engine.Tick();
        Assert.Equal([[], [1, 2, 3], [], []], seen.Select(batch => batch.Order().ToArray()));
    }

    [Fact]
    public void Windows_see_the_time_that_was_skipped()
    {
        using var engine = new Engine(partitions: 1, with: options => options.MissedBatchesMax = 0);
        engine.Checkpoint();
        DStream<long> input = engine.Queue<long>([1], [2], [3], [4], [5], [6]);
        List<List<long>> inverse =
            Engine.Collect(input.ReduceByWindow((a, b) => a + b, (a, b) => a - b, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));
        List<List<long>> blocks = Engine.Collect(input.ReduceByWindow(Math.Max, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));
        List<List<long>> records = Engine.Collect(input.Window(TimeSpan.FromSeconds(3)));
        engine.Tick(3);
        engine.Clock.Suspend(TimeSpan.FromSeconds(2)); // 4 s is skipped, 5 s has the fourth batch
        engine.Tick(1);
        engine.Clock.Suspend(TimeSpan.FromDays(700));
        engine.Tick(1);
        Assert.Equal([1, 3, 6, 7, 9, 6, 6], inverse.Select(batch => batch.Single()));
        Assert.Equal([1, 2, 3, 4, 5, 6, 6], blocks.Select(batch => batch.Single()));
        Assert.Equal([[1], [1, 2], [1, 2, 3], [3, 4], [4, 5], [6], [6]], records);
    }

    [Fact]
    public void A_leap_of_the_clock_ends_idle_states_at_once_and_keeps_the_others()
    {
        using var engine = new Engine(partitions: 1, intervalMilliseconds: 1, with: options => options.MissedBatchesMax = 0);
        engine.Checkpoint();
        var gone = new List<string>();
        engine.Queue<KeyValuePair<string, int>>([KeyValuePair.Create("a", 1), KeyValuePair.Create("b", 1)], [KeyValuePair.Create("b", 1)],
            [KeyValuePair.Create("c", 1)])
            .MapWithState(StateSpec.Function<string, int, int, string>((key, value, state) =>
            {
                if (state.IsTimingOut)
                {
                    gone.Add(key);
                }
                else
                {
                    state.Update(value.GetValueOrDefault(0));
                }

                return key;
            }).PromptTimeout(TimeSpan.FromSeconds(1)))
            .ForeachBatch(batch => batch.Count());
        engine.Tick(2);
        engine.Clock.Suspend(TimeSpan.FromDays(5 * 365));
        engine.Tick(500);
        Assert.Equal(["a", "b"], gone.Order());
        engine.Tick(1000);
        Assert.Equal(["a", "b", "c"], gone.Order());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_backlog()
    {
        using var inside = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        var engine = new Engine();
        int batches = 0;
        engine.Queue<int>().ForeachBatch(_ =>
        {
            batches++;
            inside.Release();
            gate.Wait();
            Thread.Sleep(1); // the stop has begun before all of them could have run
        });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await inside.WaitAsync(Engine.Patience));
        engine.Clock.Advance(TimeSpan.FromSeconds(5000)); // all of them wait: none is merged
        Assert.Equal(5000, engine.Context.Progress.WaitingBatches);
        Task stopping = engine.Context.StopAsync();
        gate.Set();
        await stopping.WaitAsync(Engine.Patience);
        Assert.InRange(batches, 1, 4000);
    }

    [Fact]
    public void Batches_that_wait_are_bounded_and_none_is_lost_below_the_bound()
    {
        using Engine engine = Timed(out List<long> times);
        engine.Tick(JobScheduler.MostUnbegun * 2); // the clock waits for room
        Assert.Equal(JobScheduler.MostUnbegun * 2, times.Count);
        Assert.Equal(JobScheduler.MostUnbegun * 2_000L, times[^1]);
    }

    [Fact]
    public void The_system_clock_keeps_the_interval()
    {
        using var context =
            new StreamingContext("clock", TimeSpan.FromMilliseconds(10), new StreamingOptions { OneActivePerProcess = false });
        var times = new ConcurrentQueue<long>();
        context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>()).ForeachBatch((_, time) => times.Enqueue(time.Milliseconds));
        context.Start();
        Engine.WaitFor(() => times.Count >= 50, "fifty batches");
        context.Stop();
        Assert.All(times, time => Assert.Equal(0, time % 10));
        Assert.Equal(times.Distinct().Order(), times);
    }

    private static Engine Timed(out List<long> times, Action<StreamingOptions>? with = null, long startMilliseconds = 0)
    {
        var engine = new Engine(with: with, startMilliseconds: startMilliseconds);
        var seen = new List<long>();
        engine.Queue<int>().ForeachBatch((_, time) => seen.Add(time.Milliseconds));
        times = seen;
        return engine;
    }
}
