using System.Reflection;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Rings;

/// <summary>What a producer may rely on while its ring is full, whatever it does meanwhile. Every wait policy must pass.</summary>
public abstract class WaitPolicyContract
{
    [Fact]
    public void A_full_ring_makes_the_producer_wait()
    {
        using ITestRing ring = Create(4);
        Assert.Equal(4, ring.TryPublish([0, 1, 2, 3, 4]));
        Assert.Equal(0, ring.TryPublish([4]));
        using var published = new ManualResetEventSlim();
        SideThread producer = Start(() =>
        {
            ring.Publish([4], CancellationToken.None);
            published.Set();
        });
        Assert.False(published.Wait(150)); // longer than a parked thread sleeps by itself
        Assert.Equal(4, ring.Published);

        Assert.Equal([0], ring.Take(1));
        Assert.True(published.Wait(Engine.Patience));
        producer.Join();
        Assert.Equal([1, 2, 3, 4], ring.Take(8));
    }

    [Fact]
    public void The_consumer_sees_all_items_in_order()
    {
        const int items = 6_000; // on a busy machine every full ring may cost a spinning producer a time slice
        using ITestRing ring = Create(8);
        SideThread producer = Start(() =>
        {
            for (int next = 0; next < items; next += 5)
            {
                ring.Publish([next, next + 1, next + 2, next + 3, next + 4], CancellationToken.None);
            }
        });
        for (int next = 0; next < items;)
        {
            int[] taken = ring.Take(3);
            if (taken.Length == 0)
            {
                Thread.Yield();
            }

            Assert.Equal(Enumerable.Range(next, taken.Length), taken);
            next += taken.Length;
        }

        producer.Join();
        Assert.Empty(ring.Take(1));
    }

    [Fact]
    public void More_items_than_the_ring_has_slots_go_through_in_one_call()
    {
        using ITestRing ring = Create(4);
        int[] items = [.. Enumerable.Range(0, 1000)];
        SideThread producer = Start(() => ring.Publish(items, CancellationToken.None));
        var taken = new List<int>();
        while (taken.Count < items.Length)
        {
            int before = taken.Count;
            taken.AddRange(ring.Take(7));
            if (taken.Count == before)
            {
                Thread.Yield();
            }
        }

        producer.Join();
        Assert.Equal(items, taken);
    }

    [Fact]
    public void Cancelling_ends_the_wait_and_keeps_what_was_published()
    {
        using ITestRing ring = Create(4);
        using var stop = new CancellationTokenSource();
        Exception? seen = null;
        SideThread producer = Start(() => seen = Record.Exception(() => ring.Publish([0, 1, 2, 3, 4, 5], stop.Token)));
        Assert.True(SpinWait.SpinUntil(() => ring.Published == 4, Engine.Patience));
        Assert.False(producer.Join(TimeSpan.FromMilliseconds(30)));
        stop.Cancel();
        Assert.True(producer.Join(Engine.Patience));
        Assert.IsAssignableFrom<OperationCanceledException>(seen);
        Assert.Equal([0, 1, 2, 3], ring.Take(10));
    }

    [Fact]
    public void A_cancelled_producer_still_publishes_what_fits()
    {
        using ITestRing ring = Create(4);
        ring.Publish([0, 1], new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => ring.Publish([2, 3, 4], new CancellationToken(canceled: true)));
        Assert.Equal([0, 1, 2, 3], ring.Take(10));
    }

    [Fact]
    public void Publishing_nothing_returns_at_once_even_when_full()
    {
        using ITestRing ring = Create(2);
        ring.Publish([0, 1], CancellationToken.None);
        ring.Publish([], CancellationToken.None);
        Assert.Equal(2, ring.Published);
    }

    /// <summary>A ring of numbers that waits by the policy under test.</summary>
    private protected abstract ITestRing Create(int capacity);

    private protected interface ITestRing : IDisposable
    {
        long Published { get; }

        /// <summary>Whether a producer has said that it sleeps, and nobody has woken it.</summary>
        bool HasSleeper { get; }

        int TryPublish(ReadOnlySpan<int> items);

        void Publish(ReadOnlySpan<int> items, CancellationToken stop);

        int[] Take(int most);
    }

    private protected sealed class TestRing<TWait>(int capacity) : ITestRing
        where TWait : struct, IWaitPolicy
    {
        private readonly SpscRing<int, TWait> _ring = new(capacity);

        public long Published => _ring.Published;

        public bool HasSleeper => Field(Field(_ring, "_notFull"), "_announced") is 1;

        public int TryPublish(ReadOnlySpan<int> items) => _ring.TryPublish(items);

        public void Publish(ReadOnlySpan<int> items, CancellationToken stop) => _ring.Publish(items, stop);

        public int[] Take(int most)
        {
            var taken = new int[most];
            return taken[.._ring.Take(taken)];
        }

        public void Dispose() => _ring.Dispose();

        private static object? Field(object? of, string name) =>
            of?.GetType().GetField(name, BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(of);
    }

    private static SideThread Start(Action work)
    {
        var thread = new SideThread(work);
        thread.Start();
        return thread;
    }
}
