using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>Receivers that await, channels and asynchronous sequences.</summary>
public sealed class AsyncReceiverTests
{
    private sealed class Awaiting(Func<Awaiting, CancellationToken, Task> body) : Receiver<int>
    {
        public int Runs;

        public new void Store(int record) => base.Store(record);

        protected override Task RunAsync(CancellationToken stopping)
        {
            Interlocked.Increment(ref Runs);
            return body(this, stopping);
        }
    }

    private sealed class Heard : StreamingListener
    {
        public readonly ConcurrentQueue<string> Events = new();

        public override void OnReceiverError(ReceiverInfo receiver) => Events.Enqueue($"error {receiver.LastError}");

        public override void OnReceiverStopped(ReceiverInfo receiver) => Events.Enqueue("stopped");
    }

    [Fact]
    public void What_follows_an_await_runs_on_the_receivers_own_thread()
    {
        using var engine = new Engine();
        var threads = new ConcurrentQueue<string?>();
        using var gate = new SemaphoreSlim(0);
        var receiver = new Awaiting(async (self, stopping) =>
        {
            for (int i = 1; i <= 3; i++)
            {
                await gate.WaitAsync(stopping);
                threads.Enqueue(Thread.CurrentThread.Name);
                self.Store(i);
                await Task.Yield();
            }
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        gate.Release(3);
        Engine.WaitFor(() => threads.Count == 3, "all three were stored");
        Engine.WaitFor(() => engine.Context.Progress.Receivers.All(info => !info.IsActive), "the source ended");
        engine.Tick();
        Assert.Equal([1, 2, 3], seen[0]);
        Assert.All(threads, name => Assert.Equal("hotstream-receiver-Awaiting", name));
    }

    [Fact]
    public void A_receiver_that_throws_after_an_await_is_restarted()
    {
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1));
        var receiver = new Awaiting(async (self, stopping) =>
        {
            await Task.Yield();
            if (self.Runs < 3)
            {
                throw new InvalidDataException("not yet");
            }

            self.Store(7);
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
        });
        List<List<int>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver));
        engine.Context.Start();
        Engine.WaitFor(() => Volatile.Read(ref receiver.Runs) == 3, "the third run began");
        engine.Context.Stop(graceful: true);
        Assert.Equal([7], seen.SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_channel_is_a_source_and_its_end_is_the_end()
    {
        using var engine = new Engine();
        var heard = new Heard();
        engine.Context.AddListener(heard);
        var channel = Channel.CreateUnbounded<int>();
        List<List<int>> seen = Engine.Collect(engine.Context.FromChannel(channel.Reader));
        engine.Context.Start();
        for (int i = 0; i < 2_000; i++)
        {
            await channel.Writer.WriteAsync(i);
        }

        channel.Writer.Complete();
        Engine.WaitFor(() => heard.Events.Contains("stopped"), "the receiver heard of the end");
        engine.Tick();
        Assert.Equal(Enumerable.Range(0, 2_000), seen[0]);
        Assert.Equal(["stopped"], heard.Events);
        Assert.Equal(StreamingContextState.Active, engine.Context.State);
    }

    [Fact]
    public void A_channel_that_fails_is_reported_and_what_it_gave_is_kept()
    {
        using var engine = new Engine();
        var heard = new Heard();
        engine.Context.AddListener(heard);
        var channel = Channel.CreateUnbounded<string>();
        List<List<string>> seen = Engine.Collect(engine.Context.FromChannel(channel.Reader));
        Assert.True(channel.Writer.TryWrite("before"));
        channel.Writer.Complete(new InvalidDataException("the other side hung up"));
        engine.Context.Start();
        Engine.WaitFor(() => heard.Events.Contains("stopped"), "the receiver ended");
        engine.Tick();
        Assert.Equal([["before"]], seen);
        Assert.Contains(heard.Events, text => text.Contains("the other side hung up", StringComparison.Ordinal)
            || text.Contains("the source failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_in_a_channel_at_a_stop_stays_there()
    {
        using var engine = new Engine();
        var channel = Channel.CreateUnbounded<int>();
        List<List<int>> seen = Engine.Collect(engine.Context.FromChannel(channel.Reader));
        engine.Context.Start();
        Assert.True(channel.Writer.TryWrite(4));
        Engine.WaitFor(() => channel.Reader.Count == 0, "the channel is read");
        engine.Context.Stop(graceful: true);
        Assert.True(channel.Writer.TryWrite(5));
        Assert.Equal(5, await channel.Reader.ReadAsync());
        Assert.Equal([4], seen.SelectMany(batch => batch));
    }

    [Fact]
    public void A_sequence_is_a_source_whether_or_not_it_waits()
    {
        using var engine = new Engine();
        var heard = new Heard();
        engine.Context.AddListener(heard);
        using var gate = new SemaphoreSlim(0);
        List<List<int>> seen = Engine.Collect(engine.Context.FromAsyncEnumerable(Numbers()));
        engine.Context.Start();
        Engine.WaitFor(() =>
        {
            engine.Tick();
            return seen.Sum(batch => batch.Count) == 1_500;
        }, "the first part came");
        gate.Release();
        Engine.WaitFor(() => heard.Events.Contains("stopped"), "the sequence ended");
        engine.Tick();
        Assert.Equal(Enumerable.Range(0, 1_501), seen.SelectMany(batch => batch));

        async IAsyncEnumerable<int> Numbers()
        {
            for (int i = 0; i < 1_500; i++)
            {
                yield return i;
            }

            await gate.WaitAsync();
            yield return 1_500;
        }
    }

    [Fact]
    public void A_sequence_that_throws_is_reported_once_and_ends()
    {
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1));
        var heard = new Heard();
        engine.Context.AddListener(heard);
        int walks = 0;
        List<List<int>> seen = Engine.Collect(engine.Context.FromAsyncEnumerable(Numbers()));
        engine.Context.Start();
        Engine.WaitFor(() => heard.Events.Contains("stopped"), "the receiver ended");
        engine.Tick();
        Assert.Equal([1, 2], seen[0]);
        Assert.Equal(1, walks);
        Assert.Equal(2, heard.Events.Count);

        async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken stop = default)
        {
            walks++;
            yield return 1;
            await Task.Yield();
            yield return 2;
            throw new InvalidDataException("torn");
        }
    }

    [Fact]
    public void A_sequence_is_not_asked_while_the_engine_is_full()
    {
        using var engine = new Engine(partitions: 1, with: options => options.RingCapacity = 2);
        using var blocks = new ManualResetEventSlim();
        long asked = 0;
        long counted = 0;
        engine.Context.FromAsyncEnumerable(Numbers()).Map(number =>
        {
            blocks.Wait();
            return number;
        }).Count().ForeachBatch(batch => counted += batch.ToList()[0]);
        engine.Context.Start();
        Engine.WaitFor(() => Volatile.Read(ref asked) > 0, "the sequence was begun");
        long before = -1;
        while (before != Volatile.Read(ref asked)) // until it has not been asked for a while
        {
            before = Volatile.Read(ref asked);
            Thread.Sleep(200);
        }

        Assert.InRange(before, 1, 99_999);
        blocks.Set();
        Engine.WaitFor(() => Volatile.Read(ref asked) == 100_000, "the rest was asked for");
        engine.Context.Stop(graceful: true);
        Assert.Equal(100_000, counted);

        async IAsyncEnumerable<int> Numbers()
        {
            for (int i = 0; i < 100_000; i++)
            {
                Interlocked.Increment(ref asked);
                yield return i;
            }

            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_full_engine_makes_the_writers_of_a_bounded_channel_wait()
    {
        using var engine = new Engine(partitions: 1, with: options => options.RingCapacity = 2);
        using var blocks = new ManualResetEventSlim();
        long counted = 0;
        var channel = Channel.CreateBounded<int>(16);
        engine.Context.FromChannel(channel.Reader).Map(number =>
        {
            blocks.Wait();
            return number;
        }).Count().ForeachBatch(batch => counted += batch.ToList()[0]);
        engine.Context.Start();
        int written = 0;
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                await channel.Writer.WriteAsync(i);
                Volatile.Write(ref written, i + 1);
            }

            channel.Writer.Complete();
        });
        int before = -1;
        while (before != Volatile.Read(ref written)) // until nobody has written for a while
        {
            before = Volatile.Read(ref written);
            await Task.Delay(200);
        }

        Assert.InRange(before, 0, 99_999);
        blocks.Set();
        await writing.WaitAsync(Engine.Patience);
        Engine.WaitFor(() => engine.Context.Progress.Receivers.All(info => !info.IsActive), "the channel ended");
        engine.Context.Stop(graceful: true);
        Assert.Equal(100_000, counted);
    }

    [Fact]
    public void A_sequence_that_waits_hears_of_the_stop()
    {
        using var engine = new Engine();
        bool begun = false;
        bool cancelled = false;
        Engine.Collect(engine.Context.FromAsyncEnumerable(Numbers()));
        engine.Context.Start();
        Engine.WaitFor(() => Volatile.Read(ref begun), "the sequence began");
        engine.Context.Stop(graceful: true);
        Assert.True(Volatile.Read(ref cancelled));

        async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken stop = default)
        {
            try
            {
                Volatile.Write(ref begun, true);
                await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            }
            finally
            {
                Volatile.Write(ref cancelled, true);
            }

            yield return 1;
        }
    }
}
