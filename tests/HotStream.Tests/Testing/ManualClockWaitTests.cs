using System.Collections.Concurrent;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Testing;

/// <summary><see cref="ManualClock.AdvanceAndWait"/>: nothing that fell due is unfinished when it returns.</summary>
public sealed class ManualClockWaitTests
{
    [Fact]
    public void It_waits_for_all_batches_of_every_context_that_runs_by_the_clock()
    {
        var clock = new ManualClock();
        using StreamingContext seconds = Create("seconds", clock, milliseconds: 1000);
        using StreamingContext halves = Create("halves", clock, milliseconds: 500);
        List<int> slow = Squares(seconds, [[1, 2], [3]], delayMilliseconds: 30);
        List<int> fast = Squares(halves, [[4], [5], [6], [7]], delayMilliseconds: 10);
        clock.AdvanceAndWait(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 4], slow);
        Assert.Equal([16, 25], fast);
        clock.AdvanceAndWait(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 4, 9], slow);
        Assert.Equal([16, 25, 36, 49], fast);
    }

    [Fact]
    public void Listeners_have_heard_of_what_is_done()
    {
        var clock = new ManualClock();
        using StreamingContext context = Create("heard", clock, milliseconds: 1000);
        var heard = new HeardEvents { Then = _ => Thread.Sleep(5) };
        context.AddListener(heard);
        Squares(context, [[1], [2], [3]]);
        for (int batch = 1; batch <= 3; batch++)
        {
            clock.AdvanceAndWait(TimeSpan.FromSeconds(1));
            Assert.Equal(batch, heard.Lines.Count(line => line.StartsWith("completed", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void By_no_time_it_waits_for_what_is_due_already()
    {
        var clock = new ManualClock();
        using StreamingContext context = Create("due", clock, milliseconds: 1000);
        List<int> seen = Squares(context, [[1], [2]], delayMilliseconds: 20);
        clock.Advance(TimeSpan.FromSeconds(2));
        clock.AdvanceAndWait(TimeSpan.Zero);
        Assert.Equal([1, 4], seen);
        Assert.Equal(TimeSpan.FromSeconds(2), clock.GetElapsedTime(0));
    }

    [Fact]
    public void A_batch_that_does_not_end_in_time_is_an_exception_that_names_its_context_and_goes_on()
    {
        var clock = new ManualClock();
        using StreamingContext context = Create("stuck", clock, milliseconds: 1000);
        using var gate = new ManualResetEventSlim();
        var seen = new List<int>();
        context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>([[1]])).ForeachBatch(batch =>
        {
            gate.Wait();
            seen.AddRange(batch.ToList());
        });
        context.Start();
        TimeoutException late = Assert.Throws<TimeoutException>(
            () => clock.AdvanceAndWait(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(20)));
        Assert.Equal("Context stuck has not finished the batches that are due, although 0.02 s have passed.", late.Message);
        gate.Set();
        clock.AdvanceAndWait(TimeSpan.Zero);
        Assert.Equal([1], seen);
    }

    [Fact]
    public void A_failed_batch_is_done_and_a_stopped_context_is_not_waited_for()
    {
        var clock = new ManualClock();
        using StreamingContext failing = Create("failing", clock, milliseconds: 1000);
        using StreamingContext other = Create("other", clock, milliseconds: 1000);
        failing.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>([[1]]))
            .ForeachBatch(_ => throw new InvalidDataException("as asked"));
        failing.Start();
        List<int> seen = Squares(other, [[1], [2], [3]]);
        clock.AdvanceAndWait(TimeSpan.FromSeconds(1));
        Assert.Throws<BatchFailedException>(() => failing.AwaitTerminationOrTimeout(TimeSpan.Zero));
        failing.Stop();
        clock.AdvanceAndWait(TimeSpan.FromSeconds(2));
        Assert.Equal([1, 4, 9], seen);
        other.Stop();
        clock.AdvanceAndWait(TimeSpan.FromSeconds(2), TimeSpan.Zero); // nobody is left
    }

    [Fact]
    public void Negative_times_are_refused_and_move_nothing()
    {
        var clock = new ManualClock();
        Assert.Throws<ArgumentOutOfRangeException>("time", () => clock.AdvanceAndWait(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => clock.AdvanceAndWait(TimeSpan.FromSeconds(1), TimeSpan.FromTicks(-1)));
        Assert.Equal(DateTimeOffset.UnixEpoch, clock.GetUtcNow());
    }

    private static StreamingContext Create(string name, ManualClock clock, int milliseconds) => new(
        name,
        TimeSpan.FromMilliseconds(milliseconds),
        new StreamingOptions { TimeProvider = clock, OneActivePerProcess = false, LoggerFactory = NullLoggerFactory.Instance });

    // Starts a context whose output takes a while.
    private static List<int> Squares(StreamingContext context, IReadOnlyList<int>[] batches, int delayMilliseconds = 0)
    {
        var seen = new List<int>();
        context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>(batches)).Map(x => x * x).ForeachBatch(batch =>
        {
            Thread.Sleep(delayMilliseconds);
            seen.AddRange(batch.ToList());
        });
        context.Start();
        return seen;
    }
}
