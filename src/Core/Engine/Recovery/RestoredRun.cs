namespace HotStream;

/// <summary>What a restart goes on from.</summary>
/// <param name="Run">The run that sinks know.</param>
/// <param name="Zero">The zero time.</param>
/// <param name="Start">The moment of the first start.</param>
/// <param name="Time">The batch after which the state was written; the zero time when there was no checkpoint yet.</param>
/// <param name="Last">The last batch that the log knows.</param>
/// <param name="Again">The batches after <paramref name="Time"/>, in order: for their state, and those whose outputs
/// may not be done, whole.</param>
/// <param name="Tail">The last of these, where it is no batch of the log but made of what was received behind it; else null.</param>
/// <param name="Kept">What accumulators that are kept held, by name; null for none.</param>
/// <param name="KeptAt">After which batch: what these add when they run again is in it.</param>
internal sealed record RestoredRun(string Run, BatchTime Zero, BatchTime Start, BatchTime Time, BatchTime Last,
    IReadOnlyList<LoggedBatch> Again, LoggedBatch? Tail = null,
    IReadOnlyDictionary<string, string>? Kept = null, BatchTime KeptAt = default);
