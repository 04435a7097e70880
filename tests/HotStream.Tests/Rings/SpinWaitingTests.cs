namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class SpinWaitingTests : WaitPolicyContract
{
    private protected override ITestRing Create(int capacity) => new TestRing<SpinWaiting>(capacity);
}
