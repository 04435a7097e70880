namespace HotStream;

/// <summary>
/// A source that knows its columns from a look at some of its rows, because a look at all of them takes as long as a query. A query tries
/// it: the source holds every row against its schema while it reads, and fails where one does not fit. What a query computes before it
/// gives anything out is right when the source was read to its end by then; in every other case, and for everybody else who asks for
/// columns, the source is settled first, and the query begins anew. So nobody sees another answer than that of the schema of all rows.
/// </summary>
public abstract class ProvisionalSource : FrameSource
{
    /// <summary>Whether all rows were read since <see cref="FrameSource.Partitions"/> was asked for, and fit the schema.</summary>
    public abstract bool Holds { get; }

    /// <summary>The source with the schema of all rows, for which it reads them. Safe from any thread.</summary>
    public abstract FrameSource Settle();
}
