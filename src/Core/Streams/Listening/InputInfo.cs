namespace HotStream;

/// <summary>What one input gave to a batch.</summary>
/// <param name="StreamId">The input's number in its context, from 0 in the order of creation.</param>
/// <param name="Name">The input's name.</param>
/// <param name="Records">Its records in the batch.</param>
public sealed record InputInfo(int StreamId, string Name, long Records);
