namespace HotStream;

/// <summary>A section of a checkpoint that was read.</summary>
/// <param name="Operator">Number of the operator in the header.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsWhole">Whether what was read before of this operator's partition is worth nothing any more.</param>
/// <param name="Bytes">The section.</param>
internal readonly record struct ReadSection(int Operator, int Partition, bool IsWhole, ReadOnlyMemory<byte> Bytes);
