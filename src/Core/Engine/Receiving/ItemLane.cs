namespace HotStream;

/// <summary>A lane whose items are the records themselves.</summary>
internal sealed class ItemLane<T>(int partition) : Lane<T, T>(partition)
{
    protected override int MostPerPump => 8 * Block.Size;

    protected override long RecordsIn(ReadOnlySpan<T> items) => items.Length;

    protected override void Record(ReadOnlySpan<T> items, LaneLog log) => StoredRecords.Append(items, LogColumn!, log);

    protected override void FeedAhead(ReadOnlySpan<T> items)
    {
        foreach ((AheadChain<T> chain, _) in Chains)
        {
            chain.Accept(items);
        }
    }

    protected override void Keep(RecordList<T> pending, ReadOnlySpan<T> items) => pending.AddRange(items);
}
