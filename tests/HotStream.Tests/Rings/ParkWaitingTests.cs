using System.Diagnostics;

namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class ParkWaitingTests : WaitPolicyContract
{
    [Fact]
    public void A_parked_producer_is_woken_by_the_first_free_slot()
    {
        // Without the wake-up the producer would look again only when its own time-out of 50 ms ends.
        var waits = new List<double>();
        for (int round = 0; round < 15; round++)
        {
            using ITestRing ring = Create(2);
            ring.Publish([0, 1], CancellationToken.None);
            var producer = new Thread(() => ring.Publish([2], CancellationToken.None));
            producer.Start();
            Assert.True(SpinWait.SpinUntil(() => producer.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), 5000));
            var clock = Stopwatch.StartNew();
            ring.Take(1);
            producer.Join();
            waits.Add(clock.Elapsed.TotalMilliseconds);
        }

        waits.Sort();
        Assert.True(waits[waits.Count / 2] < 15, $"Half of the wake-ups took more than {waits[waits.Count / 2]:F1} ms.");
    }

    private protected override ITestRing Create(int capacity) => new TestRing<ParkWaiting>(capacity);
}
