namespace HotStream;

/// <summary>How records are sent over ZeroMQ. Setters refuse what cannot work.</summary>
public abstract class ZeroMqSendOptions : ZeroMqOptions
{
    private int _queueBytesMax = 1024 * 1024;
    private TimeSpan _linger = TimeSpan.FromSeconds(1);

    private protected ZeroMqSendOptions()
    {
    }

    /// <summary>
    /// Bytes that may wait for a peer, beside those in the system's buffers; a message of more than that is a dead letter. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 KiB or more than 256 MiB.</exception>
    public int QueueBytesMax
    {
        get => _queueBytesMax;
        set => _queueBytesMax = value is >= 1024 and <= 256 * 1024 * 1024 ? value
            : throw new ArgumentOutOfRangeException(nameof(QueueBytesMax), value, "1 KiB to 256 MiB may wait for a peer.");
    }

    /// <summary>How long the end of the context waits until what waits for peers is sent. Default 1 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than an hour.</exception>
    public TimeSpan Linger
    {
        get => _linger;
        set => _linger = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Linger), value, "The time is nothing to an hour.");
    }
}
