namespace HotStream;

/// <summary>A section of a checkpoint that was read.</summary>
/// <param name="Operator">Number of the operator in the header.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsWhole">Whether what was read before of this operator's partition is worth nothing any more.</param>
/// <param name="IsCompressed">Whether it is compressed.</param>
/// <param name="Stored">The section as it stands in the file.</param>
internal readonly record struct ReadSection(int Operator, int Partition, bool IsWhole, bool IsCompressed, ReadOnlyMemory<byte> Stored)
{
    /// <summary>The section.</summary>
    /// <exception cref="InvalidDataException">It cannot be expanded.</exception>
    public ReadOnlyMemory<byte> Expand() => IsCompressed ? SectionCompression.Expand(Stored) : Stored;
}
