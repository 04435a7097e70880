using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Rings;

public sealed class SpscRingTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(8, 8)]
    [InlineData(1000, 1024)]
    public void Slots_are_rounded_up_to_a_power_of_two(int asked, int capacity)
    {
        using var ring = new SpscRing<int, YieldWaiting>(asked);
        Assert.Equal(capacity, ring.Capacity);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-4)]
    public void A_ring_of_less_than_two_slots_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<int, YieldWaiting>(capacity));

    [Property(MaxTest = 300)]
    public Property A_ring_behaves_like_a_queue_with_a_limit() => Cases.ForAllLists(
        Cases.Arrays(Gen.Choose(-40, 40), 0, 200), // n > 0 publishes n items, n < 0 takes up to -n
        steps =>
        {
            using var ring = new SpscRing<long, ParkWaiting>(16);
            var queue = new Queue<long>();
            long next = 0;
            foreach (int step in steps)
            {
                if (step >= 0)
                {
                    long[] items = [.. Enumerable.Range(0, step).Select(i => next + i)];
                    int published = ring.TryPublish(items);
                    Assert.Equal(Math.Min(step, 16 - queue.Count), published);
                    foreach (long item in items.AsSpan(0, published))
                    {
                        queue.Enqueue(item);
                    }

                    next += published;
                }
                else
                {
                    var taken = new long[-step];
                    int count = ring.Take(taken);
                    Assert.Equal(Math.Min(-step, queue.Count), count);
                    Assert.All(taken[..count], item => Assert.Equal(queue.Dequeue(), item));
                    Assert.All(taken[count..], item => Assert.Equal(0, item));
                }

                Assert.Equal(next, ring.Published);
                Assert.Equal(next - queue.Count, ring.Consumed);
            }
        });

    [Fact]
    public void A_taken_reference_is_not_kept_alive()
    {
        using var ring = new SpscRing<object?, YieldWaiting>(4);
        for (int round = 0; round < 3; round++)
        {
            WeakReference[] items = PassThrough(ring);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Assert.All(items, item => Assert.False(item.IsAlive));
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference[] PassThrough(SpscRing<object?, YieldWaiting> ring)
        {
            object[] items = [new object(), new object(), new object()];
            Assert.Equal(3, ring.TryPublish(items));
            var taken = new object?[3];
            Assert.Equal(2, ring.Take(taken.AsSpan(0, 2)));
            Assert.Equal(1, ring.Take(taken.AsSpan(2)));
            Assert.Equal(items, taken);
            return [.. items.Select(item => new WeakReference(item))];
        }
    }

    [Fact]
    public void References_inside_structs_are_cleared_too()
    {
        using var ring = new SpscRing<(int Number, string? Text), YieldWaiting>(2);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(1, ring.TryPublish([(i, new string('x', i + 1))]));
            var taken = new (int, string?)[1];
            Assert.Equal(1, ring.Take(taken));
            Assert.Equal((i, new string('x', i + 1)), taken[0]);
        }

        Assert.All(Slots(ring), slot => Assert.Equal((0, null), slot));
    }

    private static T[] Slots<T, TWait>(SpscRing<T, TWait> ring)
        where TWait : struct, IWaitPolicy =>
        (T[])ring.GetType().GetField("_slots", System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Instance)!.GetValue(ring)!;
}
