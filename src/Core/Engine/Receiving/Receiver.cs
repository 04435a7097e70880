namespace HotStream;

/// <summary>
/// Base of receivers of objects of any kind: override <see cref="ReceiverBase.Run"/> (loop until <see cref="ReceiverBase.Stopping"/> is
/// cancelled), <see cref="ReceiverBase.RunAsync"/> or <see cref="ReceiverBase.OnStart"/> (Spark's way, with threads of your own), and
/// store.
/// <para><see cref="Store(T)"/> returns when the record is in the ring, <see cref="StoreBlock"/> when all of its records are: in this
/// process's memory, not on a disk as in Spark with its write-ahead log. Who acknowledges then loses what is not processed yet if the
/// process ends; acknowledge when the batch is done (<see cref="ReceiverBase.OnBatchDone"/>) to lose nothing.</para>
/// Stored records belong to the first batch that closes afterwards. Store from one thread at a time. Full ring: storing waits, or drops and
/// counts, by the context's <see cref="OverflowPolicy"/>.
/// </summary>
/// <typeparam name="T">Records. Must not hold slices; text receivers derive from <see cref="TextReceiver"/>.</typeparam>
public abstract class Receiver<T> : ReceiverBase
{
    internal LaneWriter<T>? Writer { get; set; }

    /// <summary>Stores one record.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="OperationCanceledException">The context gave up while this waited for room.</exception>
    protected void Store(T record) => Supervise().Write(new ReadOnlySpan<T>(in record), Supervisor.Aborting);

    /// <summary>
    /// Stores records in order and returns when all are in the ring, of one or more batches: a boundary may fall between them. With
    /// <see cref="OverflowPolicy.Wait"/> none is missing then; with another policy some may have been dropped and counted.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <exception cref="OperationCanceledException">The context gave up while this waited for room; the block must
    /// not be acknowledged.</exception>
    protected void StoreBlock(ReadOnlySpan<T> records) => Supervise().Write(records, Supervisor.Aborting);

    private LaneWriter<T> Supervise() => Writer
        ?? throw new InvalidOperationException($"Receiver {Name} stores before it was started by a context.");
}
