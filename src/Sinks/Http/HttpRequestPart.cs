namespace HotStream;

/// <summary>Which records of a stream a request has: for an address that says so to the server.</summary>
/// <param name="Query">The context's <see cref="StreamingContext.QueryId"/>.</param>
/// <param name="BatchNumber">The batch's number.</param>
/// <param name="Partition">The partition's number.</param>
/// <param name="First">Which record of batch and partition is the first, from 0.</param>
/// <param name="Last">Which is the last.</param>
/// <param name="Body">Their bytes, until the request was answered.</param>
public readonly record struct HttpRequestPart(
    string Query, long BatchNumber, int Partition, long First, long Last, ReadOnlyMemory<byte> Body);
