namespace HotStream.Tests.Receiving;

/// <summary>The commit path's last step, driven by hand: items of two rings whose batches end in any order.</summary>
public sealed class CommitLedgerTests
{
    [Fact]
    public void Records_are_committed_from_the_first_on_without_a_gap()
    {
        using var first = new LaneRing<int>(8);
        using var second = new LaneRing<int>(8);
        var ledger = new CommitLedger<int>();
        Publish(ledger, first, 10);
        Publish(ledger, second, 30);
        Publish(ledger, first, 35);
        Assert.Equal(0, ledger.Committed);
        Done(second, 1);
        Assert.Equal(0, ledger.Committed); // the ten before it are open
        Done(first, 1);
        Assert.Equal(30, ledger.Committed);
        Publish(ledger, second, 50);
        Assert.Equal(30, ledger.Committed);
        Done(second, 1);
        Assert.Equal(30, ledger.Committed);
        Done(first, 1);
        Assert.Equal(50, ledger.Committed);
    }

    private static void Publish(CommitLedger<int> ledger, LaneRing<int> ring, long records)
    {
        ledger.Note(ring, records);
        Assert.Equal(1, ring.Ring.TryPublish([0]));
    }

    private static void Done(LaneRing<int> ring, int count)
    {
        Assert.Equal(count, ring.Ring.Take(new int[count]));
        ring.PassBoundary();
        ring.Settle(succeeded: true);
    }
}
