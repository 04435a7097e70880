namespace HotStream;

/// <summary>Lines of a received input that were kept for their batch.</summary>
internal sealed class TextLaneBatch(BatchScope scope, RecordList<TextChunk>[] lanes, long records)
    : LeasedLaneBatch<TextChunk, Utf8Slice>(scope, lanes, records)
{
    internal override void Execute(int partition, Stage<Utf8Slice> next)
    {
        var feed = new TextFeed(next, Scope);
        try
        {
            foreach (TextChunk chunk in Lanes[partition].Span)
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
}
