using HotStream.RabbitMq;

namespace HotStream;

/// <summary>How a stream of a queue's messages connects and consumes. Setters refuse what cannot work.</summary>
public sealed class RabbitMqOptions : RabbitMqConnectionOptions
{
    private int _prefetch = 10_000;
    private int _messageBytesMax = 1024 * 1024;

    /// <summary>
    /// Messages the server may send before the first is acknowledged. As messages are acknowledged when their batch is done, this bounds
    /// the messages of a batch, and what is held. Default 10,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65535.</exception>
    public int Prefetch
    {
        get => _prefetch;
        set => _prefetch = value is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Prefetch), value, "1 to 65535 messages may be on their way.");
    }

    /// <summary>
    /// Largest message in bytes. A larger one is not taken: it becomes a dead letter and is acknowledged in its turn, or the server would
    /// send it again for ever. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int MessageBytesMax
    {
        get => _messageBytesMax;
        set => _messageBytesMax = RabbitMqLimits.CheckBytesMax(value, nameof(MessageBytesMax));
    }

    /// <summary>
    /// Whether nobody else may read the queue while we do: its messages then come in their order also when some are sent again. A second
    /// reader is refused by the server. Default false.
    /// </summary>
    public bool Exclusive { get; set; }

    /// <summary>Called on the receiver's thread each time the server has granted the subscription: after every connection.</summary>
    public Action? OnSubscribed { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Prefetch} messages on their way, {base.ToString()}";
}
