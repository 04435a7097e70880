namespace HotStream;

/// <summary>One partition's records folded into whatever a wide operator needs of them. One thread at a time.</summary>
internal abstract class Partial<T> : Stage<T>
{
    public StageContext Context { get; set; } = null!;

    public string OperatorName { get; set; } = string.Empty;

    /// <summary>Entries held: groups, records or results.</summary>
    public abstract int Count { get; }

    public sealed override void Accept(ReadOnlySpan<T> block)
    {
        if (block.IsEmpty)
        {
            return; // a join without a match and an empty reduce say so with an empty block; a new table has no memory to look into
        }

        StageContext? outer = Context.Enter(block.Length);
        try
        {
            Fold(block);
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw Context.Explain(OperatorName, cause);
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public abstract void Clear();

    protected abstract void Fold(ReadOnlySpan<T> block);
}
