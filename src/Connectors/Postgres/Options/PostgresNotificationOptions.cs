namespace HotStream;

/// <summary>How notifications are received.</summary>
public sealed class PostgresNotificationOptions
{
    private TimeSpan _keepAlive = TimeSpan.FromSeconds(10);

    /// <summary>How often an idle server is asked whether it is there. Whole seconds. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or longer than an hour.</exception>
    public TimeSpan KeepAlive
    {
        get => _keepAlive;
        set => _keepAlive = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(KeepAlive), value, "The time is a second to an hour.");
    }

    /// <summary>Called on the receiver's thread each time the server listens for us: after every connection.</summary>
    public Action? OnSubscribed { get; set; }
}
