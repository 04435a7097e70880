namespace HotStream;

/// <summary>
/// Takes one partition's share of a batch to learn from; what it throws is reported with operator, batch time and partition.
/// </summary>
internal abstract class TrainingSink<T>(StageContext context, string name) : Stage<T>
{
    public sealed override void Accept(ReadOnlySpan<T> block)
    {
        try
        {
            Take(block);
        }
        catch (Exception cause)
        {
            throw context.Explain(name, cause);
        }
    }

    protected abstract void Take(ReadOnlySpan<T> block);
}
