namespace HotStream;

/// <summary>A checkpoint that was read and checked.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Header">What it says of itself.</param>
/// <param name="Sections">Its sections, in order.</param>
internal sealed record ReadCheckpoint(string Path, CheckpointHeader Header, IReadOnlyList<ReadSection> Sections);
