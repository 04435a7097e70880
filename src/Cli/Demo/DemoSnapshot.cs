namespace HotStream.Cli;

/// <summary>What is shown after a batch. A megabyte is a million bytes; a record is a word.</summary>
/// <param name="Time">The batch.</param>
/// <param name="Elapsed">Since the demo began.</param>
/// <param name="MegabytesPerSecond">Received for this batch, over the time since the batch before.</param>
/// <param name="WordsPerSecond">Counted in this batch, over the same time.</param>
/// <param name="Delay">Total delay of this batch: from when it was due to its end.</param>
/// <param name="DelayP50">Median of the last batches' delays.</param>
/// <param name="DelayP99">99th percentile of the last batches' delays.</param>
/// <param name="AllocatedBytesPerWord">Allocated by the whole process, except to show this, since the batch before; null
/// when there was no word.</param>
/// <param name="BytesHeld">Received but unprocessed bytes.</param>
/// <param name="TotalWords">Counted since the demo began.</param>
/// <param name="DistinctWords">In this batch.</param>
/// <param name="Top">The batch's most frequent words.</param>
internal sealed record DemoSnapshot(
    BatchTime Time,
    TimeSpan Elapsed,
    double MegabytesPerSecond,
    double WordsPerSecond,
    TimeSpan Delay,
    TimeSpan DelayP50,
    TimeSpan DelayP99,
    double? AllocatedBytesPerWord,
    long BytesHeld,
    long TotalWords,
    long DistinctWords,
    IReadOnlyList<KeyValuePair<string, long>> Top);
