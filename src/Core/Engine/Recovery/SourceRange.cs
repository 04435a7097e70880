namespace HotStream;

/// <summary>
/// What one batch reads of one partition of a source: from a position up to another one. A position is text that only the source
/// understands, such as an offset; the same range gives the same records again, in the same order.
/// </summary>
/// <param name="Partition">Which partition of the source: a file, a topic's partition, a shard.</param>
/// <param name="From">Where the batch begins.</param>
/// <param name="To">Where it ends.</param>
public sealed record SourceRange(string Partition, string From, string To);
