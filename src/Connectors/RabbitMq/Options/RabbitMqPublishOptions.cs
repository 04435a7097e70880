namespace HotStream;

/// <summary>How records are published to RabbitMQ. Setters refuse what cannot work.</summary>
public sealed class RabbitMqPublishOptions : RabbitMqConnectionOptions
{
    private int _inFlightMax = 1024;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private TimeSpan _routeWithin = TimeSpan.FromSeconds(10);
    private string? _contentType;

    /// <summary>Whether messages survive a restart of the server, in a durable queue. Default true.</summary>
    public bool Persistent { get; set; } = true;

    /// <summary>
    /// Whether a message that no queue takes is refused, and becomes a dead letter; else the server drops it, unseen. Default true.
    /// </summary>
    public bool Mandatory { get; set; } = true;

    /// <summary>
    /// How long after it was connected a message that no queue takes is sent again before it is refused, at most half of
    /// <see cref="RetryFor"/>: queues of a server that has just started come up one after the other. Default 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RouteWithin
    {
        get => _routeWithin;
        set => _routeWithin = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RouteWithin), value, "The time must not be negative.");
    }

    /// <summary>The content type that messages name, for example <c>application/json</c>; null for none.</summary>
    /// <exception cref="ArgumentException">Longer than 255 bytes, or not of ASCII.</exception>
    public string? ContentType
    {
        get => _contentType;
        set => _contentType = value is null || (value.Length <= byte.MaxValue && System.Text.Ascii.IsValid(value)) ? value
            : throw new ArgumentException("A content type has at most 255 characters of ASCII.", nameof(ContentType));
    }

    /// <summary>Messages of a partition that are published before the first is confirmed. Default 1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65536.</exception>
    public int InFlightMax
    {
        get => _inFlightMax;
        set => _inFlightMax = value is >= 1 and <= 65536
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InFlightMax), value, "1 to 65536 messages may be in flight.");
    }

    /// <summary>
    /// How long a partition tries again, with growing, random delays, while the server is away, has no room, or answers messages with
    /// nothing but refusals of its own; then the batch fails. Default one minute.
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
    public override string ToString() => $"{(Persistent ? "persistent" : "transient")}, {InFlightMax} in flight, {base.ToString()}";
}
