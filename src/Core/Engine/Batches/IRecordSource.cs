namespace HotStream;

/// <summary>
/// Records of one batch in partitions, read on demand: the contract between engine and inputs whose source has partitions of its own, such
/// as topics. Each partition of the source is one partition of the batch, so that its records keep their order. Implement
/// <see cref="IDisposable"/> to be notified when the batch is done; that may happen more than once.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public interface IRecordSource<T>
{
    /// <summary>Partitions; may be 0.</summary>
    int PartitionCount { get; }

    /// <summary>
    /// Reads one partition. Called on a worker thread, once for every computation of the batch, so possibly more than once and for several
    /// partitions at a time; each time it gives the same records. What it throws fails the batch.
    /// </summary>
    /// <param name="partition">0 to <see cref="PartitionCount"/> - 1.</param>
    /// <param name="feed">Takes the records.</param>
    void Read(int partition, RecordFeed<T> feed);
}
