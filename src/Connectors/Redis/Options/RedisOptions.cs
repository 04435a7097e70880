namespace HotStream;

/// <summary>How a stream of a group's entries connects and reads. Setters refuse what cannot work.</summary>
public sealed class RedisOptions : RedisReadOptions
{
    private string _consumer = Environment.MachineName;
    private TimeSpan _claimAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Our name in the group. What an earlier life under this name had not acknowledged is read first; two programs that run at a time need
    /// two names. Default: the machine's.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string Consumer
    {
        get => _consumer;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Consumer));
            _consumer = value;
        }
    }

    /// <summary>
    /// What another consumer of the group was given, and has not acknowledged for so long, is taken over: longer than a batch may take
    /// there. Zero for never. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan ClaimAfter
    {
        get => _claimAfter;
        set => _claimAfter = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ClaimAfter), value, "The time must not be negative.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"consumer {PlainText.Of(Consumer)}, {base.ToString()}";
}
