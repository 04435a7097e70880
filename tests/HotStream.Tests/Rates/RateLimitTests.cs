using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;
using Xunit.Sdk;

namespace HotStream.Tests.Rates;

/// <summary>
/// Records a second: never more than the rate, whatever the requests; what is owed is waited for; nobody waits at a stop.
/// </summary>
public sealed class RateLimitTests
{
    private const int Writers = 3;

    /// <summary>A step of a case: time passes, the rate changes or not, a writer writes a list and a chunk.</summary>
    private sealed record Step(int Milliseconds, double? Rate, int Writer, int Records, int Chunk);

    private static readonly Gen<double> s_rates = Gen.Elements(0.5, 1, 7, 100, 999, 25_000, 1e6);

    private static readonly Gen<Step[]> s_steps = Cases.Arrays(
        from milliseconds in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 30), Gen.Choose(1, 3000))
        from rate in Gen.Frequency((8, Gen.Constant<double?>(null)), (1, s_rates.Select(rate => (double?)rate)))
        from writer in Gen.Choose(0, Writers - 1)
        from records in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(0, 3000))
        from chunk in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 500))
        select new Step(milliseconds, rate, writer, records, chunk),
        1, 60);

    [Property]
    public Property In_no_time_do_all_writers_together_write_more_than_the_rate_and_a_second_of_it() =>
        Cases.ForAll(s_steps, steps => CheckLaw(steps, (_, shared) => shared));

    [Fact]
    public void A_limit_that_each_writer_has_for_itself_breaks_the_law()
    {
        Step[] steps = [.. Enumerable.Range(0, 30).Select(i => new Step(100, null, i % Writers, 3000, 0))];
        CheckLaw(steps, (_, shared) => shared);
        Assert.ThrowsAny<XunitException>(() => CheckLaw(steps, (own, _) => own));
    }

    [Fact]
    public void A_limit_that_keeps_more_than_a_second_breaks_the_law()
    {
        Step[] steps = [new Step(0, 100, 0, 1, 0), new Step(10_000, null, 0, 0, 0), new Step(0, null, 0, 3000, 0)];
        CheckLaw(steps, (_, shared) => shared);
        Assert.ThrowsAny<XunitException>(() => CheckLaw(steps, (_, shared) => shared, keptSeconds: 0.5));
    }

    [Property]
    public Property What_is_asked_for_when_nothing_is_owed_is_paid_for_by_those_that_ask_next() => Cases.ForAll(
        from rate in s_rates
        from kept in Gen.Choose(0, 2000)
        from first in Gen.Choose(1, 5000)
        select (rate, kept, first),
        x =>
        {
            var clock = new ManualClock();
            var limit = new RateLimit(clock, () => false) { Rate = x.rate };
            clock.Advance(TimeSpan.FromMilliseconds(x.kept));
            Assert.True(limit.TryTake(x.first));
            double owed = (x.first / x.rate) - Math.Min(x.kept / 1000.0, RateLimit.KeptSeconds);
            var moment = TimeSpan.FromTicks(10);
            if (owed > 2e-6)
            {
                clock.Advance(TimeSpan.FromSeconds(owed) - moment);
                Assert.False(limit.TryTake(1));
                clock.Advance(2 * moment);
            }

            Assert.True(limit.TryTake(1));
        });

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(99, 1)]
    [InlineData(100, 1)]
    [InlineData(2500, 25)]
    [InlineData(1e15, int.MaxValue)]
    [InlineData(double.PositiveInfinity, int.MaxValue)]
    public void A_portion_is_a_hundredth_of_a_second(double rate, int expected) =>
        Assert.Equal(expected, new RateLimit(TimeProvider.System, () => false) { Rate = rate }.Portion);

    [Fact]
    public async Task Who_waits_goes_on_when_what_was_asked_before_is_paid_for()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(clock, () => false) { Rate = 100 };
        limit.Take(50); // at once: half a second is owed
        var first = Task.Run(() => limit.Take(100), TestContext.Current.CancellationToken);
        Engine.WaitFor(() => limit.Asked == 150, "the first one asked");
        var second = Task.Run(() => limit.Take(1), TestContext.Current.CancellationToken);
        Engine.WaitFor(() => limit.Asked == 151, "the second one asked");
        clock.Advance(TimeSpan.FromMilliseconds(499));
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted || second.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await first.WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMilliseconds(999));
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await second.WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(double.PositiveInfinity)]
    public async Task Who_waits_already_waits_by_the_new_rate(double rate)
    {
        var clock = new ManualClock();
        var limit = new RateLimit(clock, () => false) { Rate = 1 };
        limit.Take(100);
        var waiting = Task.Run(() => limit.Take(1), TestContext.Current.CancellationToken);
        Engine.WaitFor(() => limit.Asked == 101, "it asked");
        limit.Rate = rate;
        clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nobody_waits_when_the_receiver_is_to_stop()
    {
        bool stops = false;
        var limit = new RateLimit(TimeProvider.System, () => Volatile.Read(ref stops)) { Rate = 0.001 };
        limit.Take(1);
        var waiting = Task.Run(() => limit.Take(1), TestContext.Current.CancellationToken);
        Engine.WaitFor(() => limit.Asked == 2, "it asked");
        Volatile.Write(ref stops, true);
        await waiting.WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
        limit.Take(1);
    }

    [Fact]
    public void What_passed_before_there_was_a_limit_is_not_owed_and_silence_before_it_keeps_nothing()
    {
        var clock = new ManualClock();
        var limit = new RateLimit(clock, () => false);
        limit.Take(1_000_000);
        clock.Advance(TimeSpan.FromHours(1));
        limit.Rate = 10;
        Assert.True(limit.TryTake(1));
        Assert.False(limit.TryTake(1));
    }

    [Fact]
    public void Taking_permits_allocates_nothing()
    {
        var limit = new RateLimit(TimeProvider.System, () => false) { Rate = 1e7 };
        limit.Take(100_000);
        limit.Take(100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            limit.Take(10_000); // waits a millisecond each
            limit.TryTake(10);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>
    /// Replays a case with writers that drop what they may not write, and compares what was written in every span of time with what the
    /// rates of that time allow.
    /// </summary>
    private static void CheckLaw(Step[] steps, Func<RateLimit, RateLimit, RateLimit> choose, double keptSeconds = RateLimit.KeptSeconds)
    {
        var clock = new ManualClock();
        var shared = new RateLimit(clock, () => false) { Rate = 100 };
        RateLimit[] limits =
            [.. Enumerable.Range(0, Writers).Select(_ => choose(new RateLimit(clock, () => false) { Rate = 100 }, shared))];
        WrittenLanes<int>[] lanes = [.. limits.Select(_ => new WrittenLanes<int>(2, capacity: 8192))];
        WrittenLanes<Chunk>[] chunkLanes = [.. limits.Select(_ => new WrittenLanes<Chunk>(2, capacity: 8))];
        LaneWriter<int>[] writers = [.. limits.Select((limit, i) => lanes[i].Writer(null, OverflowPolicy.DropNewest, limit: limit))];
        LaneWriter<Chunk>[] chunkWriters =
            [.. limits.Select((limit, i) => chunkLanes[i].Writer(null, OverflowPolicy.DropNewest, limit: limit))];
        double allowed = 0; // since the beginning
        double rate = 100;
        double most = rate;
        int largest = 0;
        int[] items = new int[3000];
        var spans = new List<(double Allowed, double Rate, double Written, double Slack)>();
        foreach (Step step in steps)
        {
            clock.Advance(TimeSpan.FromMilliseconds(step.Milliseconds));
            allowed += rate * step.Milliseconds / 1000;
            if (step.Rate is { } next)
            {
                rate = next;
                Array.ForEach(limits, limit => limit.Rate = next);
            }

            most = Math.Max(most, rate);
            largest = Math.Max(largest, step.Chunk);
            writers[step.Writer].Write(items.AsSpan(0, step.Records), default);
            if (step.Chunk > 0)
            {
                chunkWriters[step.Writer].WriteChunk(new Chunk(step.Chunk), default);
            }

            double written = lanes[step.Writer].TakeAll().Sum(list => list.Count)
                + chunkLanes[step.Writer].TakeAll().Sum(list => list.Sum(chunk => chunk.Records));
            double portions = Writers * Math.Max(1, most * 0.01); // a writer may have a portion's permits left
            spans.Add((allowed, rate, written, portions + largest));
        }

        Array.ForEach(lanes, each => each.Dispose());
        Array.ForEach(chunkLanes, each => each.Dispose());
        for (int from = 0; from < spans.Count; from++)
        {
            double sum = 0;
            for (int to = from; to < spans.Count; to++)
            {
                sum += spans[to].Written;
                double bound = spans[to].Allowed - spans[from].Allowed + (spans[from].Rate * keptSeconds) + spans[to].Slack;
                Assert.True(sum <= bound + 1e-6, $"{sum} written in steps {from} to {to}, at most {bound} may be");
            }
        }
    }

    private sealed class Chunk(long records) : ILeased
    {
        public long Records => records;

        public void Release()
        {
        }
    }
}
