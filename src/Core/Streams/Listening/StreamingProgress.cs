namespace HotStream;

/// <summary>Where a context stands at one moment: what a page that watches it shows. Immutable.</summary>
public sealed class StreamingProgress
{
    internal StreamingProgress()
    {
    }

    /// <summary>Where the context is in its life.</summary>
    public StreamingContextState State { get; internal init; }

    /// <summary>When it was started; null before.</summary>
    public DateTimeOffset? RunningSince { get; internal init; }

    /// <summary>Batches that are due and have not begun.</summary>
    public int WaitingBatches { get; internal init; }

    /// <summary>The batch that runs, as far as it is; null between batches.</summary>
    public BatchInfo? RunningBatch { get; internal init; }

    /// <summary>Batches completed since the start.</summary>
    public long CompletedBatches { get; internal init; }

    /// <summary>Of these, batches with an output that failed.</summary>
    public long FailedBatches { get; internal init; }

    /// <summary>Records of the completed batches.</summary>
    public long Records { get; internal init; }

    /// <summary>The batches completed last, at most 1000 (as many as Spark's page keeps), oldest first.</summary>
    public IReadOnlyList<BatchInfo> LastBatches { get; internal init; } = [];

    /// <summary>All receivers.</summary>
    public IReadOnlyList<ReceiverInfo> Receivers { get; internal init; } = [];

    /// <summary>The counts in a line.</summary>
    public override string ToString() => $"{State.ToString().ToLowerInvariant()}: {CompletedBatches} batches, {FailedBatches} failed, "
        + $"{WaitingBatches} waiting, {Records} records, {Receivers.Count} receivers";
}
