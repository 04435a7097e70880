namespace HotStream.Cli;

/// <summary>What <c>hotstream copy</c> and <c>hotstream mqtt</c> were asked.</summary>
/// <param name="Verb">The command.</param>
/// <param name="Source">Where messages come from.</param>
/// <param name="To">Where results go.</param>
/// <param name="Store">How they are stored.</param>
/// <param name="Interval">Length of a batch.</param>
/// <param name="Letters">Where messages go that could not be taken; null for standard error.</param>
/// <param name="Checkpoint">Where it is noted what was done, so that a restart goes on from there; null for nowhere.</param>
/// <param name="Copies">Where a copy of that is kept; null for nowhere.</param>
internal sealed record CopyRunOptions(string Verb, MessageSource Source, Destination To, StoreOptions Store, TimeSpan Interval,
    LetterTarget? Letters, string? Checkpoint, CheckpointCopies? Copies);
