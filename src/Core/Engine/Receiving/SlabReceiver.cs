using System.Text;

namespace HotStream;

/// <summary>
/// Base of receivers whose records are read in place: bytes are received straight into slabs, and records that hold <see cref="Utf8Slice"/>
/// values of these bytes are stored in blocks, so that nothing is copied or allocated for a record. Several connections may each have their
/// own <see cref="SlabWriter{T}"/>.
/// <para>Reliable sources acknowledge by <see cref="SlabWriter{T}.Stored"/> (in the engine's hands) or, to lose nothing when the process
/// dies, by <see cref="SlabWriter{T}.Committed"/> (its batch's outputs are done), looked at when
/// <see cref="ReceiverBase.OnBatchDone"/> says so.</para>
/// </summary>
/// <typeparam name="T">Records; slices in them live as long as their batch.</typeparam>
public abstract class SlabReceiver<T> : ReceiverBase
{
    internal Func<int?, LaneWriter<RecordBlock<T>>>? OpenWriter { get; set; }

    /// <summary>
    /// Whether the source sends again what was not committed. When a record of such a source makes batch after batch fail, batches are cut
    /// down until it is found, and it becomes a dead letter (<see cref="StreamingOptions.FailedBatchesMax"/>).
    /// Looked at when the context starts.
    /// </summary>
    protected internal virtual bool SendsAgain => false;

    /// <summary>
    /// A record as a dead letter, whole, as it came; the reason is filled in by the engine. The same record gives the
    /// same letter whenever it comes.
    /// </summary>
    /// <param name="record">The record.</param>
    protected internal virtual DeadLetter Describe(in T record) =>
        new(Name, "", "", record is Utf8Slice text ? text.Bytes : Encoding.UTF8.GetBytes(record?.ToString() ?? ""));

    /// <summary>Makes the path from one connection into the engine. One thread uses it; dispose it when the connection ends.</summary>
    /// <param name="before">
    /// The writer of the connection before of the same source (device, session), disposed: what is written now is worked on by the same
    /// partition, after what was written there. Null for a new source.
    /// </param>
    /// <exception cref="InvalidOperationException">The receiver was not started by a context.</exception>
    protected SlabWriter<T> CreateWriter(SlabWriter<T>? before = null)
    {
        Func<int?, LaneWriter<RecordBlock<T>>> open = OpenWriter
            ?? throw new InvalidOperationException($"Receiver {Name} opens a connection before it was started by a context.");
        return new SlabWriter<T>(this, open(before?.Home));
    }
}
