namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class ParkWaitingTests : WaitPolicyContract
{
    private protected override ITestRing Create(int capacity) => new TestRing<ParkWaiting>(capacity);
}
