namespace HotStream;

/// <summary>
/// A plan as it runs. First everything that must be complete before a row can be given is done (<see cref="Prepare"/>: a sort reads all
/// rows, a join its one side); then partitions are pushed, each by one thread, at the same time as far as workers go. One virtual call a
/// batch. A node is used once.
/// </summary>
internal abstract class Node
{
    /// <summary>Partitions it gives; known after <see cref="Prepare"/>.</summary>
    public abstract int Partitions { get; }

    /// <summary>Does what must be complete before.</summary>
    public abstract void Prepare(Execution run);

    /// <summary>Pushes one partition. It does not complete the sink, so that several may go into one.</summary>
    public abstract void Run(int partition, ColumnSink sink);
}
