namespace HotStream;

/// <summary>What an object of the log in a store says of itself, as JSON in its first frame.</summary>
/// <param name="Format">Version of the format.</param>
/// <param name="Number">Its number, as in its name.</param>
/// <param name="Owner">The life that wrote it.</param>
/// <param name="Host">Where that life is, for people: machine and process.</param>
/// <param name="Created">When, on the context's clock.</param>
/// <param name="Entries">How many entries follow.</param>
/// <param name="IsWhole">Whether they are all that a restart needs, and objects before it are not asked for.</param>
/// <param name="Previous">The last batch that began in objects before it; null when there is none.</param>
/// <param name="Open">The entry that begins the log.</param>
/// <param name="Checkpoints">The checkpoints that are in the store, whole, when it was written: oldest first.</param>
internal sealed record CopyHeader(int Format, long Number, string Owner, string Host, DateTimeOffset Created, int Entries, bool IsWhole,
    long? Previous, BatchEntry Open, IReadOnlyList<CopiedCheckpoint> Checkpoints)
{
    /// <summary>The format this version writes and reads: docs/checkpoint-format.md.</summary>
    public const int CurrentFormat = 1;
}
