namespace HotStream;

/// <summary>
/// Where a stage puts its output. Records travel in blocks of at most <see cref="Block.Size"/>: one virtual call per block, none per
/// record, and every block still in the first-level cache when the next stage reads it. A block belongs to the caller and is valid during
/// the call only. One thread at a time.
/// </summary>
internal abstract class Stage<T>
{
    /// <summary>
    /// Whether records (and the bytes they point to) are still needed after <see cref="Flush"/>; slabs must then not be reused.
    /// </summary>
    public virtual bool KeepsRecords => false;

    /// <summary>Whether no more records are wanted; sources then stop early.</summary>
    public virtual bool IsFull => false;

    /// <summary>What comes from now on are lines of something; for messages.</summary>
    public virtual void Begin(ITextOrigin origin)
    {
    }

    /// <summary>Takes a block.</summary>
    public abstract void Accept(ReadOnlySpan<T> block);

    /// <summary>Takes records block by block, as long as more are wanted.</summary>
    public void AcceptAll(ReadOnlySpan<T> records)
    {
        for (int start = 0; start < records.Length && !IsFull; start += Block.Size)
        {
            Accept(records.Slice(start, Math.Min(Block.Size, records.Length - start)));
        }
    }

    /// <summary>Passes on whatever is held back, so that the bytes behind the records seen so far may go.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>Forgets whatever is held back, here and behind: it belongs to a batch that failed.</summary>
    public virtual void Discard()
    {
    }

    /// <summary>The partition has no more records; called once, after the last block.</summary>
    public virtual void Complete() => Flush();

    /// <summary>Returns this stage's own scratch, not the next one's. The stage is not used again.</summary>
    public virtual void Release()
    {
    }
}
