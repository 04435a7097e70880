namespace HotStream;

/// <summary>
/// Text of one batch in partitions, read on demand: the contract between engine and file-like inputs. Implement <see cref="IDisposable"/>
/// to be notified when the batch is done.
/// </summary>
public interface ITextSource
{
    /// <summary>Partitions; may be 0.</summary>
    int PartitionCount { get; }

    /// <summary>
    /// Reads one partition. Called on a worker thread, once for every computation of the batch, so possibly more than once and for several
    /// partitions at a time.
    /// </summary>
    /// <param name="partition">0 to <see cref="PartitionCount"/> - 1.</param>
    /// <param name="feed">Takes the lines.</param>
    void Read(int partition, TextFeed feed);
}
