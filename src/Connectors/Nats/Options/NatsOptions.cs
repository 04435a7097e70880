namespace HotStream;

/// <summary>How a consumer's messages are read. Setters refuse what cannot work.</summary>
public sealed class NatsOptions : NatsStreamReadOptions
{
    private TimeSpan _ackWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after a crash the server waits before it sends again what was not acknowledged; for a consumer that is made, one that
    /// exists keeps its own. While we live the server hears in time that a message is being worked on, however long its batch takes.
    /// Default 30 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or longer than a day.</exception>
    public TimeSpan AckWait
    {
        get => _ackWait;
        set => _ackWait = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(AckWait), value, "The time is a second to a day.");
    }

    /// <summary>
    /// Called on the receiver's thread each time the consumer is there and messages are asked for: after every connection.
    /// </summary>
    public Action? OnSubscribed { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"ack wait {PlainText.Of(AckWait)}, {base.ToString()}";
}
