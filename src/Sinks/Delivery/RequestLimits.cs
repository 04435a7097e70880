namespace HotStream.Sinks;

/// <summary>When a request is full, how many may be under way for each partition, and how long it is sent again.</summary>
internal readonly record struct RequestLimits(
    int Records, int Bytes, TimeSpan Age, int InFlight, TimeSpan RetryFor, TimeSpan RetryDelay, TimeSpan RetryDelayMax)
{
    public static RequestLimits Of(HttpSinkOptions options, int records) => new(
        records, options.RequestBytes, options.RequestAge, options.RequestsInFlight, options.RetryFor,
        options.RetryDelay, options.RetryDelayMax);

    /// <exception cref="ArgumentOutOfRangeException">A value cannot be; its name is that of the option.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Bytes, 1, "RequestBytes");
        ArgumentOutOfRangeException.ThrowIfLessThan(InFlight, 1, "RequestsInFlight");
        ArgumentOutOfRangeException.ThrowIfLessThan(Age, TimeSpan.Zero, "RequestAge");
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryFor, TimeSpan.Zero, "RetryFor");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryDelay, TimeSpan.Zero, "RetryDelay");
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelayMax, RetryDelay, "RetryDelayMax");
    }
}
