namespace HotStream;

/// <summary>
/// Where a frame's rows come from: files, a list in memory, whatever a user connects. Its partitions may be read at the same time, each by
/// one thread. The same source may be read many times.
/// </summary>
public abstract class FrameSource
{
    /// <summary>The columns.</summary>
    public abstract Schema Schema { get; }

    /// <summary>Parts that may be read at the same time; at least 1. Asked before each run.</summary>
    public abstract int Partitions { get; }

    /// <summary>Pushes the rows of one partition, then returns; <see cref="ColumnSink.Complete"/> is not called from here.</summary>
    /// <param name="partition">0 to <see cref="Partitions"/> - 1.</param>
    /// <param name="projection">The places of the columns that are wanted, in the order in which batches must have them.</param>
    /// <param name="sink">Takes the rows; stop when it says so.</param>
    /// <param name="cancellation">Given up when it is cancelled.</param>
    public abstract void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation);

    /// <summary>
    /// Whether conditions are of use to the source: it is then read by
    /// <see cref="Read(int, IReadOnlyList{int}, IReadOnlyList{ColumnCondition}, ColumnSink, CancellationToken)"/>.
    /// </summary>
    public virtual bool TakesConditions => false;

    /// <summary>
    /// As the other, but rows that do not meet all conditions may be left out: what statistics say not to be there need not be read. Those
    /// that are pushed all the same are filtered behind it.
    /// </summary>
    /// <param name="partition">0 to <see cref="Partitions"/> - 1.</param>
    /// <param name="projection">The places of the columns that are wanted, in the order in which batches must have them.</param>
    /// <param name="conditions">What wanted rows meet.</param>
    /// <param name="sink">Takes the rows; stop when it says so.</param>
    /// <param name="cancellation">Given up when it is cancelled.</param>
    public virtual void Read(int partition, IReadOnlyList<int> projection, IReadOnlyList<ColumnCondition> conditions, ColumnSink sink,
        CancellationToken cancellation) => Read(partition, projection, sink, cancellation);
}
