namespace HotStream;

/// <summary>How records are published to JetStream. Setters refuse what cannot work.</summary>
public sealed class NatsPublishOptions : NatsConnectionOptions
{
    private int _inFlightMax = 1024;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private TimeSpan _routeWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after it was connected a message that no stream takes is sent again before it is refused, at most half of
    /// <see cref="RetryFor"/>: streams of a server that has just started come up one after the other. Default 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RouteWithin
    {
        get => _routeWithin;
        set => _routeWithin = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RouteWithin), value, "The time must not be negative.");
    }

    /// <summary>Messages of a partition that are published before the first is acknowledged. Default 1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65536.</exception>
    public int InFlightMax
    {
        get => _inFlightMax;
        set => _inFlightMax = value is >= 1 and <= 65536
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InFlightMax), value, "1 to 65536 messages may be in flight.");
    }

    /// <summary>
    /// How long a partition tries again, with growing, random delays, while the server is away, has no room, or does not let us publish;
    /// then the batch fails. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>The clock of waits; null for the context's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{InFlightMax} in flight, {base.ToString()}";
}
