namespace HotStream;

/// <summary>A lane of blocks of records that point into slabs.</summary>
internal sealed class BlockLane<T>(int partition, SlabReceiver<T> receiver) : Lane<RecordBlock<T>, T>(partition)
{
    protected override int MostPerPump => 8;

    protected override long RecordsIn(ReadOnlySpan<RecordBlock<T>> items)
    {
        long records = 0;
        foreach (RecordBlock<T> block in items)
        {
            records += block.Count;
        }

        return records;
    }

    protected override DeadLetter Describe(in RecordBlock<T> item) => receiver.Describe(item.Span[0]);

    protected override void Release(in RecordBlock<T> item) => item.Release();

    protected override void Record(ReadOnlySpan<RecordBlock<T>> items, LaneLog log)
    {
        foreach (RecordBlock<T> block in items)
        {
            StoredRecords.Append(block.Span, LogColumn!, log);
        }
    }

    protected override void FeedAhead(ReadOnlySpan<RecordBlock<T>> items)
    {
        foreach (RecordBlock<T> block in items)
        {
            foreach ((AheadChain<T> chain, _) in Chains)
            {
                chain.Accept(block.Span);
                chain.Flush(); // the slab goes back now
            }

            block.Release();
        }
    }

    protected override void Keep(RecordList<RecordBlock<T>> pending, ReadOnlySpan<RecordBlock<T>> items)
    {
        foreach (RecordBlock<T> block in items)
        {
            if (pending.Count == 0 || !pending.Span[^1].TryJoin(block))
            {
                pending.Add(block);
            }
        }
    }
}
