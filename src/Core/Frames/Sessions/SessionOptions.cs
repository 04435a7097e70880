namespace HotStream;

/// <summary>How a <see cref="Session"/> runs.</summary>
public sealed class SessionOptions
{
    /// <summary>Threads that work; by default one for each processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Bytes that one query may hold for rows that it keeps (sorts, joins, groups); a query that needs more is refused. Default 4 GiB.
    /// </summary>
    public long MemoryLimit { get; init; } = 4L << 30;
}
