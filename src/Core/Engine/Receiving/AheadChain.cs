namespace HotStream;

/// <summary>
/// A chain of stages that runs ahead of its batch: fed while records arrive, closed with the batch. What its code throws fails the batch it
/// threw in; the chain then takes nothing more until that batch is closed.
/// </summary>
internal sealed class AheadChain<T>(Stage<T> head, IReadOnlyList<StageContext> runs)
{
    private Exception? _failure;

    public Stage<T> Head { get; } = head;

    /// <summary>
    /// What went wrong since the last batch was closed, once. What the stages held back then must not reach the next batch.
    /// </summary>
    public Exception? TakeFailure()
    {
        Exception? failure = _failure;
        if (failure is not null)
        {
            Head.Discard();
            foreach (StageContext run in runs)
            {
                run.Forget();
            }
        }

        _failure = null;
        return failure;
    }

    /// <summary>Feeds a block of records.</summary>
    public void Accept(ReadOnlySpan<T> records)
    {
        if (_failure is null)
        {
            try
            {
                Head.Accept(records);
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }
    }

    /// <summary>Feeds a chunk of lines and passes everything on, so that its slab may be overwritten.</summary>
    public void Accept(TextFeed feed, in TextChunk chunk)
    {
        if (_failure is null)
        {
            try
            {
                feed.Feed(chunk.Slab, chunk.Start, chunk.Length);
                Head.Flush();
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }
    }

    /// <summary>Passes on what stages hold back.</summary>
    public void Flush()
    {
        if (_failure is null)
        {
            try
            {
                Head.Flush();
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
        }
    }
}
