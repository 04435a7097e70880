namespace HotStream;

/// <summary>What the context needs to know of any stream, whatever its records.</summary>
public abstract class StreamNode
{
    private const long LeastCheckpointMilliseconds = 10_000;
    private const int PathSteps = 8;

    private long? _checkpointMilliseconds;

    private protected StreamNode(StreamingContext context, IReadOnlyList<StreamNode> parents, string operatorName,
        long? slideMilliseconds = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.ThrowIfFrozen(operatorName);
        Context = context;
        context.Graph.Register(this);
        Parents = parents;
        OperatorName = operatorName;
        SlideMilliseconds = parents.Count == 0 ? context.IntervalMilliseconds : parents[0].SlideMilliseconds;
        foreach (StreamNode parent in parents)
        {
            if (parent.Context != context)
            {
                throw new ArgumentException(
                    $"{operatorName} combines streams of two contexts; build all of them from one StreamingContext.");
            }

            if (parent.SlideMilliseconds != SlideMilliseconds)
            {
                throw new ArgumentException(
                    $"{operatorName} combines streams with different slide durations ({SlideMilliseconds} ms and "
                    + $"{parent.SlideMilliseconds} ms); "
                    + "window them to the same slide first.");
            }
        }

        SlideMilliseconds = slideMilliseconds ?? SlideMilliseconds;
    }

    /// <summary>The context this stream belongs to.</summary>
    public StreamingContext Context { get; }

    /// <summary>How often this stream has a batch: the batch interval, or the slide of the window above it.</summary>
    public TimeSpan SlideDuration => TimeSpan.FromMilliseconds(SlideMilliseconds);

    /// <summary>The operator that made this stream, as messages name it.</summary>
    public string OperatorName { get; }

    /// <summary>
    /// How often this stream's state is due for a checkpoint; null for streams that have none. Unless set by <c>Checkpoint</c>: the
    /// smallest multiple of the slide that is at least 10 s; for <c>MapWithState</c> ten slides, which is also how often it looks for idle
    /// keys (Spark Streaming Programming Guide, "Checkpointing").
    /// </summary>
    public TimeSpan? CheckpointInterval => CheckpointMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>What the stream does, from its input on: <c>SocketTextStream &gt; FlatMap &gt; CountByValue, every 1.0 s</c>.</summary>
    public override string ToString() => $"{Path(this, depth: 0)}, every {PlainText.Of(SlideDuration)}";

    internal IReadOnlyList<StreamNode> Parents { get; }

    internal long SlideMilliseconds { get; }

    /// <summary>What the order of its parents' records means to this stream.</summary>
    internal virtual OrderUse OrderUse => OrderUse.Needs;

    /// <summary>Whether this stream cannot be started without a checkpoint directory.</summary>
    internal virtual bool MustCheckpoint => false;

    /// <summary>Keys kept from batch to batch, roughly, from any thread; null for streams that keep none.</summary>
    internal virtual long? KeysHeld => null;

    internal virtual long DefaultCheckpointMilliseconds => CheckpointMillisecondsOver(SlideMilliseconds);

    /// <summary>The name that the user gave to this stream's place in checkpoints.</summary>
    internal string? Place { get; private set; }

    /// <summary>What to call the place where its records are from: the nearest name that the user gave, else the input.</summary>
    internal string Origin => Place ?? (Parents.Count == 1 ? Parents[0].Origin : OperatorName);

    /// <summary>The smallest multiple of a slide that is at least 10 s.</summary>
    internal static long CheckpointMillisecondsOver(long slideMilliseconds) =>
        (LeastCheckpointMilliseconds + slideMilliseconds - 1) / slideMilliseconds * slideMilliseconds;

    /// <summary>
    /// What this stream remembers of earlier batches, for checkpoints, made at the start, when the zero time is known; null for streams
    /// without a memory.
    /// </summary>
    internal virtual Recoverable? CreateRecoverable(OperatorPlace place) => null;

    internal long? CheckpointMilliseconds => _checkpointMilliseconds ?? (MustCheckpoint ? DefaultCheckpointMilliseconds : null);

    /// <summary>
    /// Driver: a batch time has come. Streams that carry something from batch to batch take their parents' batch here, at every batch
    /// interval, whether or not somebody reads them now. Must not throw: a failure is kept and thrown to whoever reads what it spoilt.
    /// </summary>
    internal virtual void Advance(BatchTime time)
    {
    }

    internal virtual void OnContextStart(BatchTime zeroTime, BatchTime startTime)
    {
    }

    internal virtual void OnContextStop()
    {
    }

    internal abstract void Forget(BatchTime before);

    private static string Path(StreamNode node, int depth) => node.Parents.Count == 0 ? node.OperatorName
        : depth == PathSteps ? $"... > {node.OperatorName}"
        : node.Parents.Count == 1 ? $"{Path(node.Parents[0], depth + 1)} > {node.OperatorName}"
        : $"({string.Join(", ", node.Parents.Select(parent => Path(parent, PathSteps)))}) > {node.OperatorName}";

    private protected void SetPlace(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Context.ThrowIfFrozen("A name");
        Place = name;
    }

    private protected void SetCheckpoint(TimeSpan interval)
    {
        Context.ThrowIfFrozen("Checkpoint");
        long milliseconds = (long)interval.TotalMilliseconds;
        if (milliseconds < SlideMilliseconds)
        {
            throw new ArgumentException(
                $"The checkpoint interval of {OperatorName}, {milliseconds} ms, is below its slide of {SlideMilliseconds} ms; "
                + "use a multiple of the slide.", nameof(interval));
        }

        if (milliseconds % SlideMilliseconds != 0)
        {
            throw new ArgumentException(
                $"The checkpoint interval of {OperatorName}, {milliseconds} ms, is not a multiple of its slide of {SlideMilliseconds} ms.",
                nameof(interval));
        }

        _checkpointMilliseconds = milliseconds;
    }

    /// <summary>Whether this stream has a batch at a time.</summary>
    internal bool IsValid(BatchTime time) =>
        time > Context.ZeroTime && (time.Milliseconds - Context.ZeroTime.Milliseconds) % SlideMilliseconds == 0
        && !Context.Graph.IsSkipped(time);
}
