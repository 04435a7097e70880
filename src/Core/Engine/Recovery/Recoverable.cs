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

    /// <summary>A checkpoint begins.</summary>
    /// <param name="partition">Which partition.</param>
    /// <param name="last">The batch that ran last.</param>
    /// <param name="isWhole">Everything is to be written, or what changed since the checkpoint before.</param>
    /// <returns>Whether everything will be written; it may be, though only changes were asked for.</returns>
    public abstract bool Begin(int partition, BatchTime last, bool isWhole);

    /// <summary>Writes some of a partition, on a worker; batches may follow, and what they change is to be written again.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="rows">About how many rows.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Whether nothing is left but what <see cref="Capture"/> writes at once.</returns>
    public virtual bool CaptureAhead(int partition, int rows, SnapshotWriter output) => true;

    /// <summary>Writes what is left of a partition, on a worker.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="time">The batch after which.</param>
    /// <param name="output">Where to.</param>
    public abstract void Capture(int partition, BatchTime time, SnapshotWriter output);

    /// <summary>The checkpoint that has begun will not be; the next one is whole.</summary>
    public virtual void Abandon(int partition)
    {
    }

    /// <summary>Takes in a section that was written, in the order they were written; partitions in parallel.</summary>
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
