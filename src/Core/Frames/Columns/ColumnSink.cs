namespace HotStream;

/// <summary>
/// What takes batches of columns, one after the other on one thread: an operator of a plan, or what a user wants done with a frame's rows.
/// </summary>
public abstract class ColumnSink
{
    /// <summary>Takes a batch, which is lent until this returns.</summary>
    /// <param name="batch">The rows; never empty.</param>
    /// <returns>Whether more are wanted. After false none need be given.</returns>
    public abstract bool Push(ColumnBatch batch);

    /// <summary>All batches of this partition were given.</summary>
    public virtual void Complete()
    {
    }
}
