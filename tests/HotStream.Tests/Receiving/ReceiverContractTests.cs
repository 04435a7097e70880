using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

public sealed class ReceiverContractTests
{
    /// <summary>Runs a function of the test as its body.</summary>
    private sealed class Scripted(Action<Scripted> body) : Receiver<int>
    {
        public int Runs;
        public int Stops;

        public CancellationToken Ending => Stopping;

        public new void Store(int record) => base.Store(record);

        public new void StoreBlock(ReadOnlySpan<int> records) => base.StoreBlock(records);

        public new void Restart(string reason, Exception? exception = null) => base.Restart(reason, exception);

        public new void Stop(string reason) => base.Stop(reason);

        public new void ReportError(string message, Exception? exception = null) => base.ReportError(message, exception);

        protected internal override void Run()
        {
            Interlocked.Increment(ref Runs);
            body(this);
        }

        protected internal override void OnStop() => Interlocked.Increment(ref Stops);
    }

    /// <summary>Spark's way: a thread of its own, OnStart returns at once.</summary>
    private sealed class OldStyle(bool onStopThrows = false) : Receiver<int>
    {
        private SideThread? _thread;

        public int Stored;

        public void Again() => Restart("asked to");

        protected override void OnStart()
        {
            CancellationToken stop = Stopping;
            _thread = new SideThread(() =>
            {
                Store(Stored + 1);
                Interlocked.Increment(ref Stored);
                stop.WaitHandle.WaitOne();
            });
            _thread.Start();
        }

        protected internal override void OnStop()
        {
            if (onStopThrows)
            {
                throw new InvalidDataException("cannot stop");
            }

            _thread?.Join();
        }
    }

    [Fact]
    public void One_record_or_a_block_both_are_in_the_batch_that_closes_next()
    {
        using var engine = new Engine(partitions: 3);
        using var next = new SemaphoreSlim(0);
        int stored = 0;
        var receiver = new Scripted(self =>
        {
            for (int i = 0; ; i += 2000)
            {
                next.Wait(self.Ending);
                self.Store(i);
                self.StoreBlock([.. Enumerable.Range(i + 1, 1999)]);
                Interlocked.Increment(ref stored);
            }
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        for (int i = 1; i <= 3; i++)
        {
            next.Release();
            Engine.WaitFor(() => Volatile.Read(ref stored) == i, "the block is stored");
            engine.Tick();
        }

        Assert.Equal(Enumerable.Range(0, 6000), seen.SelectMany(batch => batch.Order()));
        Assert.All(seen, batch => Assert.Equal(2000, batch.Count));
    }

    [Fact]
    public void A_receiver_that_throws_is_restarted_with_growing_delay_and_loses_nothing_it_stored()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.LoggerFactory = log;
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(4);
        });
        var receiver = new Scripted(self =>
        {
            self.Store(self.Runs);
            if (self.Runs <= 5)
            {
                throw new InvalidDataException($"run {self.Runs} failed");
            }

            self.Ending.WaitHandle.WaitOne();
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => receiver.Runs == 6, "the sixth run");
        engine.Context.Stop(graceful: true);
        Assert.Equal([1, 2, 3, 4, 5, 6], seen.SelectMany(batch => batch).Order());
        string[] restarts = [.. log.Entries.Where(entry => entry.Id == 1001).Select(entry => entry.Message)];
        Assert.Equal(5, restarts.Length);
        Assert.Contains("run 1 failed", restarts[0], StringComparison.Ordinal);
        double[] delays = [.. restarts.Select(message =>
            double.Parse(message.Split(" in ")[1].Split(" ms")[0], System.Globalization.CultureInfo.InvariantCulture))];
        for (int i = 0; i < delays.Length; i++)
        {
            Assert.InRange(delays[i], 4 << i, (4 << i) * 1.11); // twice as long each time, up to a tenth apart
        }
    }

    [Fact]
    public void Progress_starts_the_delay_from_its_beginning_and_thirty_fold_is_the_longest()
    {
        var delays = new List<double>();
        using var log = new LogCapture();
        var receiver = new Scripted(self =>
        {
            if (self.Runs <= 9)
            {
                throw new InvalidDataException("no");
            }

            self.Ending.WaitHandle.WaitOne();
        });
        // a context would log a few of them a second
        var supervisor = new ReceiverSupervisor(receiver, new MemoryBudget(1 << 20), TimeSpan.FromMilliseconds(1), log,
            new DeadLetterOutput(_ => { }, 1024, TimeProvider.System));
        supervisor.Start();
        Engine.WaitFor(() => receiver.Runs == 10, "the tenth run");
        supervisor.BeginStop(graceful: true);
        supervisor.AwaitEnd(Engine.Patience, Thread.CurrentThread);
        delays.AddRange(log.Entries.Where(entry => entry.Id == 1001).Select(entry =>
            double.Parse(entry.Message.Split(" in ")[1].Split(" ms")[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(delays, delay => Assert.InRange(delay, 1, 33));
        Assert.InRange(delays[^1], 30, 33);
    }

    [Fact]
    public void Restart_stops_the_run_and_starts_another()
    {
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1));
        var receiver = new Scripted(self =>
        {
            self.Store(self.Runs);
            if (self.Runs < 3)
            {
                self.Restart("for a change");
            }

            self.Ending.WaitHandle.WaitOne();
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => receiver.Runs == 3, "the third run");
        engine.Context.Stop(graceful: true);
        Assert.Equal([1, 2, 3], seen.SelectMany(batch => batch).Order());
        Assert.True(receiver.Stops >= 3);
    }

    [Fact]
    public void Stop_ends_the_receiver_and_the_context_goes_on()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        var receiver = new Scripted(self =>
        {
            self.Store(1);
            self.Stop("enough");
            self.Ending.WaitHandle.WaitOne();
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 1003), "the receiver stopped");
        engine.Tick(2);
        Assert.Equal([[1], []], seen);
        Assert.Equal(1, receiver.Runs);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("enough", StringComparison.Ordinal));
    }

    [Fact]
    public void Returning_early_means_that_the_source_has_ended()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.LoggerFactory = log;
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1);
        });
        var receiver = new Scripted(self => self.StoreBlock([1, 2, 3]));
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 1003), "the receiver ended");
        engine.Tick(2);
        Assert.Equal([1, 2, 3], seen[0].Order());
        Assert.Empty(seen[1]);
        Assert.Equal(1, receiver.Runs);
    }

    [Fact]
    public void A_receiver_in_Sparks_style_stores_from_its_own_thread_and_can_be_restarted()
    {
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1));
        var receiver = new OldStyle();
        long sum = 0;
        engine.Context.ReceiverStream(receiver).Reduce((a, b) => a + b)
            .ForeachBatch(batch => batch.ToList().ForEach(x => Interlocked.Add(ref sum, x)));
        engine.Context.Start();
        Engine.WaitFor(() => receiver.Stored == 1, "the first start");
        receiver.Again();
        Engine.WaitFor(() => receiver.Stored == 2, "the second start");
        engine.Context.Stop(graceful: true);
        Assert.Equal(3, sum);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_whose_OnStop_throws_does_not_hold_up_the_stop(bool graceful)
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        engine.Context.ReceiverStream(new OldStyle(onStopThrows: true)).ForeachBatch(_ => { });
        engine.Context.Start();
        await engine.Context.StopAsync(graceful).WaitAsync(Engine.Patience);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
        Assert.Contains(log.Entries, entry => entry.Id == 1002);
    }

    [Fact]
    public void A_cancellation_that_is_not_the_stop_restarts_the_receiver_as_any_failure_does()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.LoggerFactory = log;
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1);
        });
        var receiver = new Scripted(self =>
        {
            self.Store(self.Runs);
            if (self.Runs < 3)
            {
                using var ownTimeOut = new CancellationTokenSource();
                ownTimeOut.Cancel();
                ownTimeOut.Token.ThrowIfCancellationRequested(); // as a client does whose own time-out ran
            }

            self.Ending.WaitHandle.WaitOne();
            self.Ending.ThrowIfCancellationRequested();
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => receiver.Runs == 3, "the third run");
        engine.Context.Stop(graceful: true);
        Assert.Equal([1, 2, 3], seen.SelectMany(batch => batch).Order());
        Assert.Equal(2, log.Entries.Count(entry => entry.Id == 1001)); // and not a third time, for the stop
    }

    [Fact]
    public void Storing_before_the_start_is_refused()
    {
        var receiver = new Scripted(_ => { });
        Assert.Contains("before it was started", Assert.Throws<InvalidOperationException>(() => receiver.Store(1)).Message,
            StringComparison.Ordinal);
    }
}
