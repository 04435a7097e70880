namespace HotStream;

/// <summary>A batch that the log of an earlier life holds.</summary>
/// <param name="Time">Its time.</param>
/// <param name="Ranges">What it read, by input.</param>
/// <param name="Outcome">How far it came.</param>
internal sealed record LoggedBatch(BatchTime Time, IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> Ranges, BatchEvent Outcome);
