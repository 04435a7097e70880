namespace HotStream.Tests.Streams;

public sealed class StopDeadlineTests
{
    private static readonly Dictionary<string, Action<Engine, Action>> s_hanging = new()
    {
        ["a function over a batch"] = (engine, hang) => engine.Queue<int>([1]).ForeachBatch(_ => hang()),
        ["an asynchronous function that does not heed its token"] = (engine, hang) => engine.Queue<int>([1]).ForeachBatch(async (_, _, _) =>
        {
            await Task.Yield();
            hang();
        }),
        ["a function over a partition"] = (engine, hang) => engine.Queue<int>([1, 2]).ForeachPartition(_ => hang()),
        ["a function over a record"] = (engine, hang) => engine.Queue<int>([1, 2]).Map(Hanging(hang)).ForeachBatch(batch => batch.Count()),
        ["a function of Transform"] = (engine, hang) => engine.Queue<int>([1]).Transform(batch => batch.Map(Hanging(hang))
            .Cache() is { } cached && cached.Count() > 0 ? cached : batch).ForeachBatch(_ => { }),
        ["a function that runs ahead of its batch"] = (engine, hang) =>
            Received(engine).Map(Hanging(hang)).Reduce((a, b) => a + b).ForeachBatch(batch => batch.Count()),
        ["a receiver"] = (engine, hang) => engine.Context.ReceiverStream(new Stubborn(run: hang)).ForeachBatch(_ => { }),
        ["a receiver's OnStop"] = (engine, hang) => engine.Context.ReceiverStream(new Stubborn(stop: hang)).ForeachBatch(_ => { }),
        ["a receiver's OnClosed"] = (engine, hang) => engine.Context.ReceiverStream(new Stubborn(closed: hang)).ForeachBatch(_ => { }),
        ["a receiver's OnBatchDone"] = (engine, hang) => engine.Context.ReceiverStream(new Stubborn(done: hang)).ForeachBatch(_ => { }),
        ["a listener"] = (engine, hang) =>
        {
            engine.Context.AddListener(new HeardEvents { Then = _ => hang() });
            engine.Queue<int>([1]).ForeachBatch(_ => { });
        },
        ["a listener of completed batches"] = (engine, hang) =>
        {
            engine.Context.BatchCompleted += _ => hang();
            engine.Queue<int>([1]).ForeachBatch(_ => { });
        },
        ["a sink that does not complete"] = (engine, hang) => engine.Queue<int>([1]).WriteTo(new StubbornSink(complete: hang)),
        ["a sink that does not close"] = (engine, hang) => engine.Queue<int>([1]).WriteTo(new StubbornSink(dispose: hang)),
    };

    public static TheoryData<string, bool> WhatHangs => [.. from name in s_hanging.Keys
        from graceful in name.EndsWith("batch", StringComparison.Ordinal) ? new[] { true, false } : [true] select (name, graceful)];

    [Theory]
    [MemberData(nameof(WhatHangs))]
    public async Task Whatever_hangs_keeps_no_stop_beyond_its_deadline(string what, bool graceful)
    {
        using var gate = new ManualResetEventSlim();
        using var inside = new SemaphoreSlim(0);
        var engine = new Engine(with: options => options.GracefulStopTimeout = TimeSpan.FromMilliseconds(200));
        s_hanging[what](engine, () =>
        {
            inside.Release();
            gate.Wait();
        });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        try
        {
            if (!what.Contains("On", StringComparison.Ordinal) && !what.Contains("close", StringComparison.Ordinal))
            {
                Assert.True(await inside.WaitAsync(Engine.Patience));
            }

            Task second = Task.Factory.StartNew(() => engine.Context.AwaitTerminationOrTimeout(Engine.Patience), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await engine.Context.StopAsync(graceful).WaitAsync(Engine.Patience);
            await second.WaitAsync(Engine.Patience);
            Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
        }
        finally
        {
            gate.Set();
        }
    }

    [Fact]
    public void A_stop_that_gave_up_says_what_it_waited_for_and_the_context_can_be_followed_by_another()
    {
        using var gate = new ManualResetEventSlim();
        using var log = new LogCapture();
        var engine = new Engine(with: options =>
        {
            options.GracefulStopTimeout = TimeSpan.FromMilliseconds(100);
            options.LoggerFactory = log;
        });
        engine.Queue<int>([1]).ForeachBatch(_ => gate.Wait());
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        engine.Context.Stop(graceful: true);
        Assert.Contains("the batch that runs", Assert.Single(log.Entries, entry => entry.Id == 3005).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(engine.Context.Start);
        gate.Set();
        using var next = new Engine();
        List<List<int>> seen = Engine.Collect(next.Queue<int>([7]));
        next.Tick();
        Assert.Equal([[7]], seen);
    }

    [Fact]
    public void What_a_receiver_stored_is_processed_although_the_receiver_hangs()
    {
        using var gate = new ManualResetEventSlim();
        using var engine = new Engine(with: options => options.GracefulStopTimeout = TimeSpan.FromSeconds(6));
        var receiver = new Stubborn(run: gate.Wait);
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => receiver.HasStored, "the receiver has stored");
        engine.Context.Stop(graceful: true);
        gate.Set();
        Assert.Equal([1], seen.SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_second_stop_returns_when_the_first_one_does()
    {
        using var gate = new ManualResetEventSlim();
        using var inside = new SemaphoreSlim(0);
        var engine = new Engine();
        engine.Queue<int>([1]).ForeachBatch(_ =>
        {
            inside.Release();
            gate.Wait();
        });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await inside.WaitAsync(Engine.Patience));
        Task first = engine.Context.StopAsync();
        Task second = engine.Context.StopAsync(graceful: true);
        await Task.WhenAny(first, second, Task.Delay(100));
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        gate.Set();
        await Task.WhenAll(first, second).WaitAsync(Engine.Patience);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public void A_receiver_that_stops_the_context_from_its_own_thread_does_not_wait_for_itself()
    {
        using var engine = new Engine();
        using var stopped = new ManualResetEventSlim();
        engine.Context.ReceiverStream(new Stubborn(run: () =>
        {
            engine.Context.Stop(graceful: true);
            stopped.Set();
        })).ForeachBatch(_ => { });
        engine.Context.Start();
        Assert.True(stopped.Wait(Engine.Patience));
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    private static Func<int, int> Hanging(Action hang) => x =>
    {
        hang();
        return x;
    };

    private static DStream<int> Received(Engine engine) => engine.Context.ReceiverStream(new Stubborn());

    private sealed class Stubborn(Action? run = null, Action? stop = null, Action? closed = null, Action? done = null) : Receiver<int>
    {
        private volatile bool _stored;

        public bool HasStored => _stored;

        protected internal override void Run()
        {
            Store(1);
            _stored = true;
            run?.Invoke();
            Stopping.WaitHandle.WaitOne();
        }

        protected internal override void OnStop() => stop?.Invoke();

        protected internal override void OnClosed() => closed?.Invoke();

        protected internal override void OnBatchDone(BatchTime time, bool succeeded) => done?.Invoke();
    }

    private sealed class StubbornSink(Action? complete = null, Action? dispose = null) : Sink<int>("stubborn")
    {
        protected internal override SinkWriter<int> OpenWriter(SinkPartition partition) => new Writer(complete);

        protected override void Dispose(bool disposing)
        {
            dispose?.Invoke();
            base.Dispose(disposing);
        }

        private sealed class Writer(Action? complete) : SinkWriter<int>
        {
            protected internal override void Begin(BatchTime time)
            {
            }

            protected internal override void Write(ReadOnlySpan<int> records)
            {
            }

            protected internal override async Task CompleteAsync(CancellationToken stop)
            {
                await Task.Yield();
                complete?.Invoke();
            }

            protected internal override void Abort()
            {
            }
        }
    }
}
