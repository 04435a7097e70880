namespace HotStream;

/// <summary>
/// A discretized stream: one <see cref="Batch{T}"/> of records per interval. Operators describe what is computed; nothing runs before
/// <see cref="StreamingContext.Start"/>, and only streams that an output needs are computed. Names and meaning are those of Spark's
/// DStreams (Spark Streaming Programming Guide). The graph is built by one thread.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract partial class DStream<T> : StreamNode
{
    private readonly SortedList<BatchTime, Batch<T>?> _generated = [];
    private StorageLevel? _level;

    private protected DStream(StreamingContext context, IReadOnlyList<StreamNode> parents, string operatorName,
        long? slideMilliseconds = null)
        : base(context, parents, operatorName, slideMilliseconds) => Awaitable.Refuse<T>();

    internal bool IsCached => _level is not null;

    /// <summary>Sets how often this stream's state is due for a checkpoint; see <see cref="StreamNode.CheckpointInterval"/>.</summary>
    /// <param name="interval">A multiple of the slide.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="ArgumentException">Shorter than the slide, or not a multiple of it.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public DStream<T> Checkpoint(TimeSpan interval)
    {
        SetCheckpoint(interval);
        return this;
    }

    /// <summary>
    /// Names this stream's place in checkpoints. Without a name, the place is the operator and its number among those of its kind, so that
    /// a stream with state that is added or removed before others makes the checkpoint one of another graph. Streams with a name may be
    /// added and removed. Dead letters of records that name no source of their own say this name.
    /// </summary>
    /// <param name="name">Unique in the context.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public DStream<T> Named(string name)
    {
        SetPlace(name);
        return this;
    }

    /// <summary>
    /// The batches between two times, both ends inclusive, ends floored to this stream's slide; there is none at or before the zero time,
    /// and none that was not due yet.
    /// Times still remembered can be had (<see cref="StreamingContext.Remember"/>), and without it those of the last slide, computed anew
    /// from what queues and other inputs of records gave, and from windows that have not slid since; received records, lines of files and
    /// states are held no longer than their batch.
    /// </summary>
    /// <param name="from">First time.</param>
    /// <param name="to">Last time.</param>
    /// <exception cref="InvalidOperationException">The context has not been started, or a batch asked for is not
    /// remembered any more.</exception>
    public IReadOnlyList<Batch<T>> Slice(BatchTime from, BatchTime to)
    {
        Context.ThrowIfNotStarted("Slice");
        long zero = Context.ZeroTime.Milliseconds;
        var batches = new List<Batch<T>>();
        // a batch that is not due yet must not be asked for
        long last = Math.Min(Floor(to.Milliseconds), Context.LastGenerated.Milliseconds);
        for (long time = Floor(from.Milliseconds); time <= last; time += SlideMilliseconds)
        {
            if (time > zero && Context.Graph.Generate(this, new BatchTime(time)) is { } batch)
            {
                batches.Add(batch);
            }
        }

        return batches;

        long Floor(long time) => time - (((time - zero) % SlideMilliseconds) + SlideMilliseconds) % SlideMilliseconds;
    }

    /// <summary>This stream's batch at a time, computed once per time; null when there is none.</summary>
    internal Batch<T>? GetOrCompute(BatchTime time)
    {
        if (_generated.TryGetValue(time, out Batch<T>? known))
        {
            return known;
        }

        if (!IsValid(time))
        {
            return null;
        }

        Batch<T>? batch;
        try
        {
            batch = Compute(time);
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw new BatchFailedException(OperatorName, time, -1, cause) { IsOfGeneration = true };
        }

        if (_level is { } level && batch is not null)
        {
            batch = batch.Persist(level);
        }

        _generated[time] = batch;
        return batch;
    }

    internal override void Forget(BatchTime before)
    {
        while (_generated.Count > 0 && _generated.Keys[0] < before)
        {
            _generated.RemoveAt(0);
        }
    }

    /// <summary>Builds the batch of a time; called on the driver.</summary>
    internal abstract Batch<T>? Compute(BatchTime time);

    internal DStream<TOut> Narrow<TOut>(NarrowOperator<T, TOut> step) => new NarrowDStream<T, TOut>(this, step);

    internal DStream<TOut> Wide<TOut>(WideOperator<T, TOut> step) => new WideDStream<T, TOut>(this, step);
}
