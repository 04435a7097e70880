namespace HotStream.Conformance;

/// <summary>What a run is told from outside.</summary>
/// <param name="Partitions">Partitions of cases that name no number.</param>
/// <param name="Area">Only cases whose area begins so.</param>
public sealed record RunSettings(int Partitions = 2, string Area = "");
