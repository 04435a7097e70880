namespace HotStream;

/// <summary>What one partition of one operator wrote for a checkpoint.</summary>
/// <param name="Operator">Number of the operator in the header.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsWhole">Whether it is everything, or what changed since the checkpoint before.</param>
/// <param name="Written">What was written.</param>
internal readonly record struct CheckpointPart(int Operator, int Partition, bool IsWhole, SnapshotWriter Written);
