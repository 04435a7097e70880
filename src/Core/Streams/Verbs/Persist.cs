namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>
    /// Computes each batch of this stream once and keeps it until its outputs are done, however many streams read it.
    /// </summary>
    /// <returns>This stream.</returns>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public DStream<T> Cache() => Persist(StorageLevel.Memory);

    /// <inheritdoc cref="Cache"/>
    public DStream<T> Persist() => Cache();

    /// <summary><see cref="Cache"/> with a choice of where the records are kept. Asked twice, the last level counts.</summary>
    /// <param name="level">Where.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="NotSupportedException">The level uses the disk and records of this type cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public DStream<T> Persist(StorageLevel level)
    {
        Context.ThrowIfFrozen("Persist");
        if (level == StorageLevel.MemoryAndDisk)
        {
            SpillCodecs.Of<T>();
        }

        _level = level;
        return this;
    }

    /// <summary>Takes <see cref="Cache"/> back: the stream is computed for every reader again.</summary>
    /// <returns>This stream.</returns>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public DStream<T> Unpersist()
    {
        Context.ThrowIfFrozen("Unpersist");
        _level = null;
        return this;
    }
}

public abstract partial class Batch<T>
{
    /// <summary>This batch, computed once however often it is read, and kept in memory; <see cref="Persist"/> for elsewhere.</summary>
    public Batch<T> Cache() => Persist(StorageLevel.Memory);

    /// <summary>
    /// This batch, computed once however often it is read, and kept until its batch time is over or <see cref="Unpersist"/> is called.
    /// </summary>
    /// <param name="level">Where.</param>
    /// <exception cref="NotSupportedException">The level uses the disk and records of this type cannot be written.</exception>
    public Batch<T> Persist(StorageLevel level) => new CachedBatch<T>(this, level);

    /// <summary>
    /// Lets go of the records that this batch, made by <see cref="Persist"/>, keeps; reading it again computes it again.
    /// Does nothing on other batches.
    /// </summary>
    public void Unpersist() => ForgetRecords();
}
