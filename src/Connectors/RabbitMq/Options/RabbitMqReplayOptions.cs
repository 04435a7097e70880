using HotStream.RabbitMq;

namespace HotStream;

/// <summary>How a stream of a stream queue's messages connects, and where it begins. Setters refuse what cannot work.</summary>
public sealed class RabbitMqReplayOptions : RabbitMqConnectionOptions
{
    private int _batchRecordsMax = 10_000;
    private int _messageBytesMax = 1024 * 1024;
    private long? _offset;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>Where a query begins that has no checkpoint. Default: with the first message that the queue still has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such start.</exception>
    public RabbitMqStart Start
    {
        get;
        set => field = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Start), value, "There is no such start.");
    }

    /// <summary>An offset to begin with instead of <see cref="Start"/>; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long? StartOffset
    {
        get => _offset;
        set => _offset = value is null or >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(StartOffset), value, "Offsets begin at 0.");
    }

    /// <summary>Most messages of a batch; the server sends no more before a batch has taken them. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65535.</exception>
    public int BatchRecordsMax
    {
        get => _batchRecordsMax;
        set => _batchRecordsMax = value is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchRecordsMax), value, "A batch has at most 1 to 65535 messages.");
    }

    /// <summary>Largest message in bytes. A larger one becomes a dead letter. Default 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int MessageBytesMax
    {
        get => _messageBytesMax;
        set => _messageBytesMax = RabbitMqLimits.CheckBytesMax(value, nameof(MessageBytesMax));
    }

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

    /// <inheritdoc/>
    public override string ToString() => $"from {(StartOffset is { } offset ? $"offset {offset}" : $"{Start}")}, at most {BatchRecordsMax} "
        + $"messages a batch, {base.ToString()}";
}
