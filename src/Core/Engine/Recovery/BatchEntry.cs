namespace HotStream;

/// <summary>One entry of the batch log, as JSON.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Time">To which batch, milliseconds.</param>
/// <param name="Zero">The zero time: in the entry that begins a log.</param>
/// <param name="Run">The query that sinks know: in the entry that begins a log.</param>
/// <param name="Ranges">What the batch reads, by the name of the input; an input that cannot be read again is missing.</param>
/// <param name="LeftOut">Up to which time batches were left out later, to keep the log short: in the entry that begins a log.</param>
/// <param name="Interval">From batch to batch, milliseconds: in the entry that begins a log.</param>
/// <param name="Kept">What accumulators that are kept hold after the batch: where it has ended, if there are any.</param>
internal sealed record BatchEntry(BatchEvent Event, long Time, long? Zero = null, string? Run = null,
    IReadOnlyDictionary<string, IReadOnlyList<SourceRange>>? Ranges = null, long? LeftOut = null, long? Interval = null,
    IReadOnlyDictionary<string, string>? Kept = null);
