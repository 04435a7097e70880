namespace HotStream;

/// <summary>
/// Base of receivers of objects of any kind: override <see cref="ReceiverBase.Run"/> (loop until <see cref="ReceiverBase.Stopping"/> is
/// cancelled), <see cref="ReceiverBase.RunAsync"/> or <see cref="ReceiverBase.OnStart"/> (Spark's way, with threads of your own), and
/// store.
/// <para><see cref="Store(T)"/> returns when the record is in the ring, <see cref="StoreBlock"/> when all of its records are, and, in a
/// context made by <see cref="StreamingContext.GetOrCreate"/> with <see cref="StreamingOptions.WriteAheadLog"/>, on disk: as in Spark, a
/// reliable source may be acknowledged then. Without, acknowledge when the batch is done (<see cref="ReceiverBase.OnBatchDone"/>).</para>
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
    /// Stores records in order and returns when all are in the ring, of one or more batches: a boundary may fall between them; and, where
    /// there is a write-ahead log, when it has them on disk: a block of many records, since each call waits for the disk. With
    /// <see cref="OverflowPolicy.Wait"/> none is missing then; with another policy some may have been dropped and counted.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <exception cref="OperationCanceledException">The context gave up while this waited for room; the block must
    /// not be acknowledged.</exception>
    protected void StoreBlock(ReadOnlySpan<T> records)
    {
        LaneWriter<T> writer = Supervise();
        writer.Write(records, Supervisor.Aborting);
        writer.AwaitDurable(Supervisor.Aborting);
    }

    private LaneWriter<T> Supervise() => Writer
        ?? throw new InvalidOperationException($"Receiver {Name} stores before it was started by a context.");
}
