namespace HotStream;

/// <summary>A lane of chunks of lines.</summary>
internal sealed class TextLane(int partition) : Lane<TextChunk, Utf8Slice>(partition)
{
    private readonly List<TextFeed> _feeds = [];

    protected override int MostPerPump => 4; // 256 KiB of text, a third of a millisecond

    protected override long RecordsIn(ReadOnlySpan<TextChunk> items)
    {
        long lines = 0;
        foreach (ref readonly TextChunk chunk in items)
        {
            lines += chunk.Records;
        }

        return lines;
    }

    protected override void Record(ReadOnlySpan<TextChunk> items, LaneLog log)
    {
        foreach (ref readonly TextChunk chunk in items)
        {
            log.Append(chunk.Slab, chunk.Start, chunk.Length);
        }
    }

    protected override void FeedAhead(ReadOnlySpan<TextChunk> items)
    {
        while (_feeds.Count < Chains.Count)
        {
            _feeds.Add(new TextFeed(Chains[_feeds.Count].Chain.Head, scope: null));
        }

        foreach (ref readonly TextChunk chunk in items)
        {
            for (int i = 0; i < Chains.Count; i++)
            {
                Chains[i].Chain.Accept(_feeds[i], chunk);
            }

            chunk.Slab.Release();
        }
    }

    protected override void Keep(RecordList<TextChunk> pending, ReadOnlySpan<TextChunk> items)
    {
        foreach (ref readonly TextChunk chunk in items)
        {
            if (pending.Count > 0 && pending.Span[^1] is var last && last.Slab == chunk.Slab && last.Start + last.Length == chunk.Start)
            {
                pending.ReplaceLast(last with { Length = last.Length + chunk.Length });
                chunk.Slab.Release(); // one lease covers the joined range
            }
            else
            {
                pending.Add(chunk);
            }
        }
    }
}
