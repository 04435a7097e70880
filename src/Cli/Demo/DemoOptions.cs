namespace HotStream.Cli;

/// <summary>What <c>hotstream demo</c> was asked.</summary>
/// <param name="Duration">How long it sends; null until a signal.</param>
/// <param name="Interval">Length of a batch.</param>
/// <param name="Partitions">Partitions and worker threads.</param>
/// <param name="MegabytesPerSecond">How fast it sends; null for as fast as the engine takes it.</param>
internal sealed record DemoOptions(TimeSpan? Duration, TimeSpan Interval, int Partitions, double? MegabytesPerSecond);
