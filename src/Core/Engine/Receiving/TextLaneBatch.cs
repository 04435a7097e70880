namespace HotStream;

/// <summary>Lines of a received input that were kept for their batch, slabs and all.</summary>
internal sealed class TextLaneBatch : Batch<Utf8Slice>
{
    private readonly RecordList<TextChunk>[] _lanes;

    public TextLaneBatch(BatchScope scope, RecordList<TextChunk>[] lanes, long records)
        : base(scope)
    {
        _lanes = lanes;
        SizeHint = records;
        scope.OnRelease(ReleaseAll);
    }

    public override int PartitionCount => _lanes.Length;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint { get; }

    internal override void Execute(int partition, Stage<Utf8Slice> next)
    {
        var feed = new TextFeed(next, Scope);
        try
        {
            foreach (TextChunk chunk in _lanes[partition].Span)
            {
                if (feed.IsFull)
                {
                    break;
                }

                feed.Feed(chunk.Slab, chunk.Start, chunk.Length);
            }
        }
        finally
        {
            feed.Close();
        }

        next.Complete();
    }

    private void ReleaseAll()
    {
        foreach (RecordList<TextChunk> lane in _lanes)
        {
            foreach (TextChunk chunk in lane.Span)
            {
                chunk.Slab.Release();
            }

            lane.Release();
        }
    }
}
