namespace HotStream;

/// <summary>
/// An operator's memory of earlier batches, as recovery sees it. It writes and restores itself by partition, between two batches. Law: what
/// it wrote whole and, behind it in order, what it wrote of changes give, restored, the state that was there when the last was written.
/// </summary>
/// <param name="place">Where it is in checkpoints.</param>
/// <param name="partitions">Partitions; a checkpoint of another number cannot be restored.</param>
internal abstract class Recoverable(OperatorPlace place, int partitions)
{
    public string Name => place.Name;

    public bool IsNamed => place.IsNamed;

    public int Partitions => partitions;

    /// <summary>What the operator does and how its types are stored, once bound; a checkpoint of another kind cannot be restored.</summary>
    public abstract string Kind { get; }

    /// <summary>Before the first batch: finds how its types are stored.</summary>
    /// <param name="codecs">How values are stored.</param>
    /// <exception cref="NotSupportedException">A type cannot be stored; says which and what to add.</exception>
    public abstract void Bind(CodecSet codecs);

    /// <summary>Writes one partition, on a worker.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="time">The batch after which.</param>
    /// <param name="isWhole">Everything, or what changed since it was written last.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Whether everything was written; it may be, though only changes were asked for.</returns>
    public abstract bool Capture(int partition, BatchTime time, bool isWhole, SnapshotWriter output);

    /// <summary>Takes in a section that <see cref="Capture"/> wrote, in the order they were written; partitions in parallel.</summary>
    /// <param name="partition">Which partition wrote it.</param>
    /// <param name="section">The section.</param>
    /// <exception cref="InvalidDataException">It is none that was written here.</exception>
    public abstract void Restore(int partition, SnapshotReader section);

    /// <summary>There is no checkpoint of it: it begins with what the user gave it.</summary>
    public virtual void BeginAnew()
    {
    }

    /// <summary>All sections were taken in.</summary>
    /// <param name="time">The batch after which the checkpoint was taken.</param>
    public abstract void Restored(BatchTime time);
}
