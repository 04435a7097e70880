using HotStream.Tests.Streams;

namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class ParkWaitingTests : WaitPolicyContract
{
    [Fact]
    public void A_parked_producer_is_woken_by_the_first_free_slot()
    {
        // Woken, it is announced no more; without the wake-up it would stay so until its own time-out ends.
        for (int round = 0; round < 15; round++)
        {
            using ITestRing ring = Create(2);
            ring.Publish([0, 1], CancellationToken.None);
            var producer = new SideThread(() => ring.Publish([2], CancellationToken.None));
            producer.Start();
            Engine.WaitFor(() => producer.IsWaiting, "it sleeps");
            ring.Take(1);
            Assert.False(ring.HasSleeper);
            producer.Join();
        }
    }

    private protected override ITestRing Create(int capacity) => new TestRing<ParkWaiting>(capacity);
}
