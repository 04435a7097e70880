namespace HotStream.Io;

/// <summary>What a directory's input knows after a restart.</summary>
/// <param name="LastRead">Time of the last batch that looked for files.</param>
/// <param name="Taken">Files that were read, and when they were changed.</param>
/// <param name="Refused">Files that could not be opened so far.</param>
/// <param name="Identities">Which ones those were that were read, where places know it; null in checkpoints of earlier versions.</param>
internal sealed record TakenFiles(long LastRead, IReadOnlyDictionary<string, long> Taken, IReadOnlyDictionary<string, long> Refused,
    IReadOnlyDictionary<string, string>? Identities);
