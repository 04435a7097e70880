namespace HotStream.Tests.Rings;

[Collection(AloneCollection.Name)]
public sealed class YieldWaitingTests : WaitPolicyContract
{
    private protected override ITestRing Create(int capacity) => new TestRing<YieldWaiting>(capacity);
}
