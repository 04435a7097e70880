namespace HotStream;

/// <summary>
/// The stream made by <c>MapWithState</c>: what its function gave, in the order of the records of each partition, idle keys last. Its state
/// is a table per partition, changed once a batch. A batch in which the function throws fails and leaves the state of all partitions as it
/// was before; later batches go on from there (only an object that the function itself changed in place stays changed).
/// </summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">What is kept per key.</typeparam>
/// <typeparam name="TMapped">Records of this stream.</typeparam>
public abstract class MapWithStateDStream<TKey, TState, TMapped> : DStream<TMapped>
{
    private const int ScanSlides = 10;

    private SnapshotDStream? _snapshots;

    private protected MapWithStateDStream(StreamNode parent)
        : base(parent.Context, [parent], "MapWithState")
    {
    }

    internal sealed override bool MustCheckpoint => true;

    internal sealed override long DefaultCheckpointMilliseconds => ScanSlides * SlideMilliseconds;

    private protected bool HasSnapshots => _snapshots is not null;

    /// <summary>
    /// All keys with their states after each batch, in no particular order. Reading it costs what there is; a stream
    /// that nobody reads costs nothing.
    /// </summary>
    public DStream<KeyValuePair<TKey, TState>> StateSnapshots() => _snapshots ??= new SnapshotDStream(this);

    internal abstract Batch<KeyValuePair<TKey, TState>> SnapshotAt(BatchTime time);

    private sealed class SnapshotDStream(MapWithStateDStream<TKey, TState, TMapped> parent)
        : DStream<KeyValuePair<TKey, TState>>(parent.Context, [parent], "StateSnapshots")
    {
        internal override Batch<KeyValuePair<TKey, TState>> Compute(BatchTime time) => parent.SnapshotAt(time);
    }
}
