using System.Collections.Concurrent;

namespace HotStream.Tests.Receiving;

public sealed class ReceiverLoopTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_follows_every_await_runs_on_the_calling_thread_in_order()
    {
        int caller = Environment.CurrentManagedThreadId;
        var seen = new ConcurrentQueue<(int Step, int Thread)>();
        SynchronizationContext? outer = SynchronizationContext.Current;
        ReceiverLoop.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await Task.Yield();
                seen.Enqueue((i, Environment.CurrentManagedThreadId));
            }
        });
        Assert.Equal(Enumerable.Range(0, 100).Select(step => (step, caller)), seen);
        Assert.Same(outer, SynchronizationContext.Current);
    }

    [Fact]
    public void What_is_thrown_before_or_after_an_await_comes_out()
    {
        Assert.Throws<InvalidDataException>(() => ReceiverLoop.Run(() => throw new InvalidDataException()));
        Assert.Throws<InvalidDataException>(() => ReceiverLoop.Run(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException();
        }));
    }

    [Fact]
    public void What_nobody_awaits_and_throws_comes_out_too()
    {
        Assert.Throws<InvalidDataException>(() => ReceiverLoop.Run(async () =>
        {
            SynchronizationContext.Current!.Post(_ => throw new InvalidDataException(), null);
            await Task.Delay(Timeout.InfiniteTimeSpan);
        }));
    }

    [Fact]
    public void What_comes_when_the_receiver_has_ended_runs_on_the_pool()
    {
        SynchronizationContext? loop = null;
        ReceiverLoop.Run(() =>
        {
            loop = SynchronizationContext.Current;
            return Task.CompletedTask;
        });
        using var ran = new ManualResetEventSlim();
        bool onPool = false;
        loop!.Post(_ =>
        {
            onPool = Thread.CurrentThread.IsThreadPoolThread;
            ran.Set();
        }, null);
        Assert.True(ran.Wait(s_patience));
        Assert.True(onPool);
        Assert.Same(loop, loop.CreateCopy());
    }

    [Fact]
    public void What_was_posted_and_not_run_when_the_receiver_threw_runs_on_the_pool()
    {
        using var ran = new ManualResetEventSlim();
        Assert.Throws<InvalidDataException>(() => ReceiverLoop.Run(async () =>
        {
            SynchronizationContext loop = SynchronizationContext.Current!;
            loop.Post(_ => throw new InvalidDataException(), null);
            loop.Post(_ => ran.Set(), null);
            await Task.Delay(Timeout.InfiniteTimeSpan);
        }));
        Assert.True(ran.Wait(s_patience));
    }
}
