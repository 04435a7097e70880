namespace HotStream;

/// <summary>
/// One partition's way into a <see cref="Sink{T}"/>. For a batch in which the partition has records: <see cref="Begin"/>, any number of
/// <see cref="Write"/>, then <see cref="CompleteAsync"/>. If the batch fails, here or elsewhere, <see cref="Abort"/> follows, once, also
/// when <see cref="CompleteAsync"/> has succeeded; then the next <see cref="Begin"/>. Never used by two threads, or for two batches, at a
/// time: <see cref="Abort"/> comes after what was called before it has returned, and the task of <see cref="CompleteAsync"/> has ended. The
/// order of records within a partition is theirs.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class SinkWriter<T> : IDisposable
{
    /// <summary>The partition has records in this batch.</summary>
    /// <param name="time">The batch time.</param>
    protected internal abstract void Begin(BatchTime time);

    /// <summary>
    /// Takes a block of at most 512 records, on a worker thread. The records, and the texts in them, are valid during the call only: encode
    /// them now. May block while too much is under way, which slows the stream down, but not longer than until
    /// <see cref="SinkPartition.BatchStopping"/> is cancelled.
    /// </summary>
    /// <param name="records">The records.</param>
    protected internal abstract void Write(ReadOnlySpan<T> records);

    /// <summary>
    /// There are no more records: sends what is left. Must not block, workers have other things to do; the driver awaits the writers of all
    /// partitions. The task ends when every record is durable or a dead letter. It retries what may be retried; what it
    /// throws in the end fails the batch.
    /// </summary>
    /// <param name="stop">Cancelled when the batch has failed in another partition, or the context stops and waits no longer: the task must
    /// end soon, whatever its driver does.</param>
    protected internal abstract Task CompleteAsync(CancellationToken stop);

    /// <summary>
    /// The batch failed, here or elsewhere, after <see cref="Begin"/>: forgets what is held, stops what is under way, and takes back what
    /// it can take back, though <see cref="CompleteAsync"/> may have succeeded (a file can be cut, a committed row stays). Called once for
    /// a batch. Must not throw, nor wait for long.
    /// </summary>
    protected internal abstract void Abort();

    /// <summary>The context has stopped.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the writer holds.</summary>
    /// <param name="disposing">Always true: writers have no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
