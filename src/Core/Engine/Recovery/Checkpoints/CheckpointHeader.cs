namespace HotStream;

/// <summary>What a checkpoint says of itself in its first frame, as JSON.</summary>
/// <param name="Format">Version of the file's format.</param>
/// <param name="Context">Name of the context.</param>
/// <param name="Run">The run that its sinks know: that of the first start, also after restarts.</param>
/// <param name="Interval">Batch interval, milliseconds.</param>
/// <param name="Zero">The zero time, milliseconds.</param>
/// <param name="Time">The batch after which it was taken.</param>
/// <param name="Base">Time of the checkpoint that this one says the changes since; null when it is whole.</param>
/// <param name="Created">Wall clock when it was written.</param>
/// <param name="Operators">The operators with state, in the order their sections name them.</param>
/// <param name="Received">Where the batch ends in the log of what was received, by input; null when there is none.</param>
internal sealed record CheckpointHeader(int Format, string Context, string Run, long Interval, long Zero, long Time, long? Base,
    DateTimeOffset Created, IReadOnlyList<CheckpointOperator> Operators,
    IReadOnlyDictionary<string, IReadOnlyList<SourceRange>>? Received = null)
{
    /// <summary>The format this version writes and reads: docs/checkpoint-format.md.</summary>
    public const int CurrentFormat = 1;
}
