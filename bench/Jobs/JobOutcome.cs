namespace HotStream.Bench;

/// <summary>
/// What one run leaves behind. The answer is worked out when asked for, outside the timed span, and a run that timed
/// itself (another process, whose start must not count) says how long it took.
/// </summary>
internal sealed record JobOutcome(long Records, Func<JobAnswer> Answer) : IDisposable
{
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Allocated bytes are not known for work done in another process.</summary>
    public bool AllocatesHere { get; init; } = true;

    /// <summary>Bytes allocated in the timed part, by a run that timed itself; null for all that the run allocated.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>User and system time that a process of its own spent; not known for work done here, beside everything else.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Processor time of the thread that spent most; null where nobody looked.</summary>
    public TimeSpan? BusiestThread { get; init; }

    /// <summary>Released after the answer was taken.</summary>
    public IDisposable? Owned { get; init; }

    public void Dispose() => Owned?.Dispose();
}
