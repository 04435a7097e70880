namespace HotStream;

/// <summary>
/// Where a stream's batches end up: a table, an index, a topic, files. Given to <see cref="DStream{T}.WriteTo(Sink{T})"/>, it opens one
/// writer for each partition and lives as long as the context. In a batch the driver calls <see cref="Prepare"/>; workers give each
/// partition's records to its writer and ask it to complete; when all have completed the driver calls <see cref="Commit"/>. Only then is
/// the batch done for this output, and only batches done by all outputs are acknowledged to a reliable source: what
/// <see cref="SinkWriter{T}.CompleteAsync"/> promises is what the whole stream promises.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class Sink<T> : IDisposable
{
    private int _used;

    /// <summary>Creates a sink.</summary>
    /// <param name="name">Its kind and where it writes, as messages and metrics name it: <c>postgres
    /// 127.0.0.1:5432/plant.readings</c>.</param>
    protected Sink(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Its kind and where it writes.</summary>
    public string Name { get; }

    /// <summary>
    /// For a sink in which a later record replaces an earlier one of the same key: a hash of a record's key, equal for equal keys. The
    /// stream then brings all records of a key to one writer, in their order, whatever partitions they come from. Null, the default:
    /// records have no key, any writer takes any. Asked once; the function is called on worker threads, at once by several, for
    /// each record; it must not throw.
    /// </summary>
    protected internal virtual Func<T, ulong>? KeyHash => null;

    /// <summary>Opens the writer of a partition, when its first record comes; called once for each partition, on worker threads.</summary>
    /// <param name="partition">What the writer needs to know.</param>
    protected internal abstract SinkWriter<T> OpenWriter(SinkPartition partition);

    /// <summary>Driver: a batch begins; no writer has seen a record of it.</summary>
    /// <param name="time">The batch time. The same time may come again after a recovery.</param>
    protected internal virtual void Prepare(BatchTime time)
    {
    }

    /// <summary>Driver: every partition of a batch is complete. What this throws fails the batch, and all writers abort.</summary>
    /// <param name="time">The batch time.</param>
    protected internal virtual void Commit(BatchTime time)
    {
    }

    /// <summary>The context has stopped; all writers have been disposed.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the writers shared.</summary>
    /// <param name="disposing">Always true: sinks have no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    internal void Claim()
    {
        if (Interlocked.Exchange(ref _used, 1) != 0)
        {
            throw new InvalidOperationException(
                $"Sink {Name} is written to by another stream already; make a sink for each, or unite the streams first.");
        }
    }
}
