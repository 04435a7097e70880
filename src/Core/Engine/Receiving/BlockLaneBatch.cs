namespace HotStream;

/// <summary>Records of a received input that were kept for their batch.</summary>
internal sealed class BlockLaneBatch<T>(BatchScope scope, RecordList<RecordBlock<T>>[] lanes, long records)
    : LeasedLaneBatch<RecordBlock<T>, T>(scope, lanes, records)
{
    internal override void Execute(int partition, Stage<T> next)
    {
        foreach (RecordBlock<T> block in Lanes[partition].Span)
        {
            if (next.IsFull)
            {
                break;
            }

            next.Accept(block.Span);
        }

        next.Complete();
    }
}
