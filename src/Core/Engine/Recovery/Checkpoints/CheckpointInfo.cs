namespace HotStream;

/// <summary>A file of a checkpoint directory, as <see cref="CheckpointDirectory"/> found it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Time">The batch after which the checkpoint was taken.</param>
/// <param name="Base">The checkpoint that it holds the changes since; null when it is whole, or damaged.</param>
/// <param name="Created">When it was written; null when it is damaged.</param>
/// <param name="Context">Name of the context; null when it is damaged.</param>
/// <param name="Operators">By operator with state: name, kind, partitions and bytes. Empty when it is damaged.</param>
/// <param name="Damage">Why it cannot be read; null when it can.</param>
public sealed record CheckpointInfo(string Path, long Bytes, BatchTime Time, BatchTime? Base, DateTimeOffset? Created, string? Context,
    IReadOnlyList<CheckpointOperatorInfo> Operators, string? Damage);
