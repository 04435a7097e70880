using HotStream.Tests.Diagnostics;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Execution;

/// <summary>What a user reads while a batch hangs.</summary>
public sealed class StallWatchTests
{
    private const int Stalls = 2010;

    [Fact]
    public void A_batch_that_hangs_is_reported_with_what_it_is_at_and_again_later()
    {
        var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.LoggerFactory = log;
            options.StallWarning = TimeSpan.FromMilliseconds(20);
        });
        using var metrics = new MetricCapture("test");
        using var gate = new ManualResetEventSlim();
        engine.Queue<int>([1, 2], [3]).ForeachBatch(_ => gate.Wait());
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Engine.WaitFor(() => log.Entries.Count(entry => entry.Id == Stalls) >= 2, "the stall was reported twice");
        Assert.Contains(metrics.Observe("hotstream.batch.running"), seconds => seconds >= 0.02);
        gate.Set();
        engine.Tick();
        (int _, LogLevel level, string message) = log.Entries.First(entry => entry.Id == Stalls);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("output ForeachBatch", message, StringComparison.Ordinal);
        Assert.Contains(new BatchTime(1000).ToString(), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_ends_is_not_reported()
    {
        int reports = 0;
        using var looked = new SemaphoreSlim(0);
        using var watch = new StallWatch(TimeSpan.FromMilliseconds(1), (_, _, _) =>
        {
            reports++;
            looked.Release();
        });
        watch.Begin(new BatchTime(1000));
        Assert.True(looked.Wait(Engine.Patience)); // it does look
        watch.End();
        Assert.Equal(TimeSpan.Zero, watch.Running);
        using var never = new StallWatch(Timeout.InfiniteTimeSpan, (_, _, _) => reports = -1);
        never.Begin(new BatchTime(2000));
        Assert.NotEqual(-1, reports);
    }
}
