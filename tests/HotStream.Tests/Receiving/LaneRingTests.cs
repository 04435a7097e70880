namespace HotStream.Tests.Receiving;

/// <summary>Boundaries, and what is settled and committed, of one ring driven by hand.</summary>
public sealed class LaneRingTests
{
    [Fact]
    public void A_batch_gets_what_was_published_at_its_boundary_and_nothing_behind_it()
    {
        using var ring = new LaneRing<int>(8);
        ring.Ring.TryPublish([1, 2, 3]);
        Assert.Equal(3, ring.Ready());
        ring.MarkBoundary();
        ring.Ring.TryPublish([4, 5]);
        Assert.Equal(3, ring.Ready());
        Take(ring, 2);
        Assert.Equal(1, ring.Ready());
        Take(ring, 1);
        Assert.Equal(0, ring.Ready());
        ring.PassBoundary();
        Assert.Equal(2, ring.Ready());
    }

    [Fact]
    public void What_batches_took_is_settled_and_committed_when_they_are_done()
    {
        using var ring = new LaneRing<int>(8);
        Assert.True(ring.IsSettled);
        ring.Ring.TryPublish([1, 2, 3]);
        Assert.False(ring.IsSettled);
        Close(ring, 2);
        Assert.Equal((false, 0), (ring.IsSettled, ring.Committed));
        ring.Settle(succeeded: true);
        Assert.Equal((false, 2), (ring.IsSettled, ring.Committed));
        Close(ring, 1);
        ring.Settle(succeeded: true);
        Assert.Equal((true, 3), (ring.IsSettled, ring.Committed));
        Assert.False(ring.IsFinished);
        ring.Close();
        Assert.True(ring.IsClosed);
        Assert.True(ring.IsFinished);
    }

    [Fact]
    public void After_a_batch_that_failed_nothing_more_is_committed_but_all_is_settled()
    {
        using var ring = new LaneRing<int>(8);
        ring.Ring.TryPublish([1, 2, 3]);
        Close(ring, 1);
        ring.Settle(succeeded: true);
        Close(ring, 0);
        ring.Settle(succeeded: false); // holds nothing of this ring
        Assert.False(ring.HasFailed);
        Close(ring, 1);
        ring.Settle(succeeded: false);
        Assert.True(ring.HasFailed);
        Close(ring, 1);
        ring.Settle(succeeded: true);
        Assert.Equal((true, true, 1), (ring.HasFailed, ring.IsSettled, ring.Committed));
        ring.Ring.TryPublish([4]);
        Close(ring, 1);
        ring.Settle(succeeded: false);
        Assert.Equal((true, 1), (ring.HasFailed, ring.Committed));
    }

    [Fact]
    public void A_ring_has_room_for_as_many_as_its_capacity()
    {
        using var ring = new LaneRing<int>(4);
        ring.Ring.TryPublish([1, 2, 3]);
        Assert.True(ring.HasRoom);
        ring.Ring.TryPublish([4]);
        Assert.False(ring.HasRoom);
        Take(ring, 1);
        Assert.True(ring.HasRoom);
    }

    private static void Close(LaneRing<int> ring, int count)
    {
        Take(ring, count);
        ring.PassBoundary();
    }

    private static void Take(LaneRing<int> ring, int count) => Assert.Equal(count, ring.Ring.Take(new int[count]));
}
