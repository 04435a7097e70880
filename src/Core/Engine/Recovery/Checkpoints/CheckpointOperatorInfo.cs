namespace HotStream;

/// <summary>An operator in a checkpoint.</summary>
/// <param name="Name">Its place: the user's name, or operator and number.</param>
/// <param name="Kind">What it does and how its types are stored.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="Bytes">What it wrote into this checkpoint.</param>
public sealed record CheckpointOperatorInfo(string Name, string Kind, int Partitions, long Bytes);
