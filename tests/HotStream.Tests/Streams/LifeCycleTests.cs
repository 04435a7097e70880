using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Streams;

public sealed class LifeCycleTests
{
    [Fact]
    public void A_context_is_initialized_then_active_then_stopped()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        Assert.Equal(StreamingContextState.Initialized, engine.Context.State);
        engine.Context.Start();
        Assert.Equal(StreamingContextState.Active, engine.Context.State);
        engine.Context.Stop();
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public void A_start_without_an_output_fails_and_leaves_the_context_stopped_for_good()
    {
        using var engine = new Engine();
        engine.Queue<int>().Map(x => x);
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(engine.Context.Start);
        Assert.Contains("no output", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
        Assert.Throws<InvalidOperationException>(engine.Context.Start);
        Assert.True(engine.Context.AwaitTerminationOrTimeout(Engine.Patience));
    }

    [Fact]
    public void A_second_start_is_ignored_with_a_warning()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        List<List<int>> seen = Engine.Collect(engine.Queue<int>([1], [2]));
        engine.Tick();
        engine.Context.Start();
        Assert.Contains(log.Entries, entry => entry.Id == 3001 && entry.Level == LogLevel.Warning);
        engine.Tick();
        Assert.Equal([[1], [2]], seen);
    }

    [Fact]
    public void A_start_after_a_stop_is_refused()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Context.Start();
        engine.Context.Stop();
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(engine.Context.Start);
        Assert.Contains("make a new one", refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> WhatIsFrozen => [.. s_additions.Keys];

    private static readonly Dictionary<string, Action<StreamingContext, DStream<int>>> s_additions = new()
    {
        ["an input"] = (context, _) => context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>()),
        ["a receiver"] = (context, _) => context.ReceiverStream(new Receiving.ScriptedReceiver<int>()),
        ["a text receiver"] = (context, _) => context.ReceiverStream(new Receiving.ScriptedText()),
        ["Map"] = (_, stream) => stream.Map(x => x),
        ["Reduce"] = (_, stream) => stream.Reduce((a, _) => a),
        ["Transform"] = (_, stream) => stream.Transform(batch => batch),
        ["Union"] = (context, stream) => context.Union(stream, stream),
        ["ForeachBatch"] = (_, stream) => stream.ForeachBatch(_ => { }),
        ["ForeachPartition"] = (_, stream) => stream.ForeachPartition(_ => { }),
        ["Print"] = (_, stream) => stream.Print(),
        ["ReadAllAsync"] = (_, stream) => stream.ReadAllAsync(),
        ["Remember"] = (context, _) => context.Remember(TimeSpan.FromSeconds(5)),
        ["Cache"] = (_, stream) => stream.Cache(),
        ["Persist"] = (_, stream) => stream.Persist(),
    };

    [Theory]
    [MemberData(nameof(WhatIsFrozen))]
    public void Nothing_can_be_added_after_the_start_nor_after_the_stop(string what)
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>();
        stream.ForeachBatch(_ => { });
        engine.Context.Start();
        Assert.Contains("active", Assert.Throws<InvalidOperationException>(() => s_additions[what](engine.Context, stream)).Message,
            StringComparison.Ordinal);
        engine.Context.Stop();
        Assert.Contains("stopped", Assert.Throws<InvalidOperationException>(() => s_additions[what](engine.Context, stream)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_before_the_start_is_final_and_releases_waiters()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        Task waiting = Task.Factory.StartNew(engine.Context.AwaitTermination, CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        engine.Context.Stop();
        await waiting.WaitAsync(Engine.Patience);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
        Assert.Throws<InvalidOperationException>(engine.Context.Start);
    }

    [Fact]
    public async Task A_second_stop_is_harmless()
    {
        var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Tick();
        engine.Context.Stop();
        engine.Context.Stop();
        await engine.Context.StopAsync(graceful: true);
        await engine.Context.DisposeAsync();
        engine.Dispose();
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public void Stops_from_many_threads_at_once_end_in_one_stopped_context()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Tick();
        Parallel.For(0, 8, i => engine.Context.Stop(graceful: i % 2 == 0));
        Assert.True(engine.Context.AwaitTerminationOrTimeout(Engine.Patience));
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public void AwaitTerminationOrTimeout_tells_a_stop_from_a_timeout()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Context.Start();
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.FromMilliseconds(20)));
        engine.Context.Stop();
        Assert.True(engine.Context.AwaitTerminationOrTimeout(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void A_stop_from_inside_an_output_is_refused_and_says_what_to_do()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => engine.Context.Stop());
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.Contains("from inside an output", failure.Message, StringComparison.Ordinal);
        Assert.Contains("stop from another thread", failure.Message, StringComparison.Ordinal);
        Assert.Equal(StreamingContextState.Active, engine.Context.State);
    }

    [Fact]
    public async Task An_output_that_waits_for_a_stop_is_refused_instead_of_waiting_for_ever()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(async _ => await engine.Context.StopAsync());
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Task<BatchFailedException> failing =
            Task.Factory.StartNew(engine.Failure, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Contains("from inside an output", (await failing.WaitAsync(Engine.Patience)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asynchronous_output_that_waits_for_a_stop_is_refused_also_after_it_has_waited()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(async _ =>
        {
            await Task.Delay(1);
            await engine.Context.StopAsync();
        });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Task<BatchFailedException> failing =
            Task.Factory.StartNew(engine.Failure, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Contains("from inside an output", (await failing.WaitAsync(Engine.Patience)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_that_stops_the_context_is_refused_and_the_batch_is_complete()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        List<List<int>> seen = Engine.Collect(engine.Queue<int>([1], [2]));
        engine.Context.BatchCompleted += _ => engine.Context.Stop();
        engine.Tick(2);
        Assert.Equal([[1], [2]], seen);
        Assert.Equal(2, log.Entries.Count(entry => entry.Id == 2001));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1000)]
    [InlineData(1.5)]
    public void An_interval_is_whole_milliseconds_and_at_least_one(double milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingContext("test", TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public async Task RunAsync_finishes_what_was_received_when_its_token_is_cancelled()
    {
        using var engine = new Engine();
        using var stop = new CancellationTokenSource();
        var receiver = new Receiving.ScriptedReceiver<int>();
        long sum = 0;
        engine.Context.ReceiverStream(receiver).Reduce((a, b) => a + b).ForeachBatch(batch => batch.ToList().ForEach(x => sum += x));
        Task run = engine.Context.RunAsync(stop.Token);
        receiver.Send([1, 2, 3]);
        receiver.WaitUntilStored();
        await stop.CancelAsync();
        await run.WaitAsync(Engine.Patience);
        Assert.Equal(6, sum);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public async Task RunAsync_ends_when_somebody_else_stops_the_context()
    {
        using var engine = new Engine();
        engine.Queue<int>().ForeachBatch(_ => { });
        Task run = engine.Context.RunAsync();
        engine.Context.Stop();
        await run.WaitAsync(Engine.Patience);
    }
}
