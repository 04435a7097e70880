namespace HotStream;

/// <summary>
/// How much of what one producer stored is in batches that succeeded, counted from its first record on without a gap. The producer's items
/// are spread over rings whose boundaries fall apart by a few items, so a later item may be done before an earlier one: it waits here. One
/// lock for each item, that is, for a block of records; the producer notes, anybody may ask.
/// </summary>
internal sealed class CommitLedger<TItem>
{
    private readonly Lock _gate = new();
    private readonly Queue<(LaneRing<TItem> Ring, long Position, long Records)> _open = [];
    private long _committed;

    /// <summary>Records from the first on that are done.</summary>
    public long Committed
    {
        get
        {
            lock (_gate)
            {
                Settle();
                return _committed;
            }
        }
    }

    /// <summary>Producer: the next item of a ring will hold the records up to <paramref name="records"/>.</summary>
    public void Note(LaneRing<TItem> ring, long records)
    {
        lock (_gate)
        {
            Settle();
            _open.Enqueue((ring, ring.Ring.Published + 1, records));
        }
    }

    private void Settle()
    {
        while (_open.TryPeek(out (LaneRing<TItem> Ring, long Position, long Records) first) && first.Ring.Committed >= first.Position)
        {
            _committed = first.Records;
            _open.Dequeue();
        }
    }
}
