using HotStream.Nats;

namespace HotStream;

/// <summary>What all ways of reading have in common. Setters refuse what cannot work.</summary>
public abstract class NatsReadOptions : NatsConnectionOptions
{
    private int _recordsMax = 10_000;
    private int _messageBytesMax = 1024 * 1024;

    private protected NatsReadOptions()
    {
    }

    /// <summary>Most messages that are held and not done, which also bounds a batch. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to a million.</exception>
    public int RecordsMax
    {
        get => _recordsMax;
        set => _recordsMax = value is >= 1 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordsMax), value, "1 to 1000000 messages may be held.");
    }

    /// <summary>Largest message in bytes. A larger one is not taken: it becomes a dead letter. Default 1 MiB, as servers have it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int MessageBytesMax
    {
        get => _messageBytesMax;
        set => _messageBytesMax = value is >= 1 and <= NatsLimits.LargestMessage
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MessageBytesMax), value,
                $"A message may have 1 to {NatsLimits.LargestMessage} bytes.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"at most {RecordsMax} messages, {base.ToString()}";
}
