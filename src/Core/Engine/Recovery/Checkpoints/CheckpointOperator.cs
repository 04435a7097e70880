namespace HotStream;

/// <summary>An operator in the fingerprint of a graph.</summary>
/// <param name="Name">Its place.</param>
/// <param name="Kind">What it does and how its types are stored.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="IsNamed">Whether the user named it, so that it may be added and removed.</param>
internal sealed record CheckpointOperator(string Name, string Kind, int Partitions, bool IsNamed);
