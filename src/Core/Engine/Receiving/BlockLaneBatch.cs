namespace HotStream;

/// <summary>Records of a received input that were kept for their batch with the slabs they point into.</summary>
internal sealed class BlockLaneBatch<T> : Batch<T>
{
    private readonly RecordList<RecordBlock<T>>[] _lanes;

    public BlockLaneBatch(BatchScope scope, RecordList<RecordBlock<T>>[] lanes, long records)
        : base(scope)
    {
        _lanes = lanes;
        SizeHint = records;
        scope.OnRelease(ReleaseAll);
    }

    public override int PartitionCount => _lanes.Length;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint { get; }

    /// <summary>Lets go of blocks and of the list itself.</summary>
    public static void Release(RecordList<RecordBlock<T>> blocks)
    {
        foreach (RecordBlock<T> block in blocks.Span)
        {
            block.Release();
        }

        blocks.Release();
    }

    internal override void Execute(int partition, Stage<T> next)
    {
        foreach (RecordBlock<T> block in _lanes[partition].Span)
        {
            if (next.IsFull)
            {
                break;
            }

            next.Accept(block.Span);
        }

        next.Complete();
    }

    private void ReleaseAll() => Array.ForEach(_lanes, Release);
}
