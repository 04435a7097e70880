namespace HotStream;

/// <summary>How a stream that is read from a sequence connects, and where it begins. Setters refuse what cannot work.</summary>
public sealed class NatsReplayOptions : NatsStreamReadOptions
{
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a batch of an earlier life waits for a server that is away when it is read again; then it fails. What is new is waited for
    /// without end. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }
}
