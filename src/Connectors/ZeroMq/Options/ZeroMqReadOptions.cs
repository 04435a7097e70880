namespace HotStream;

/// <summary>How messages of ZeroMQ are read. Setters refuse what cannot work.</summary>
public abstract class ZeroMqReadOptions : ZeroMqOptions
{
    private int _messageBytesMax = 1024 * 1024;
    private int _framesMax = 16;

    private protected ZeroMqReadOptions()
    {
    }

    /// <summary>
    /// The frame of a message that is the record, from the beginning or from the end. A message without it is a dead letter. Default: the
    /// last one.
    /// </summary>
    public Index PayloadFrame { get; set; } = ^1;

    /// <summary>
    /// The frame that is the topic, where the whole message is wanted (<see cref="ZeroMqMessage.Topic"/>). Default: the first one; of a
    /// message with one frame only, topic and payload are both that frame.
    /// </summary>
    public Index TopicFrame { get; set; }

    /// <summary>
    /// Largest message in bytes, all frames together; a larger one is passed over and its beginning becomes a dead letter. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a quarter of <see cref="Slab.MaxCapacity"/>.</exception>
    public int MessageBytesMax
    {
        get => _messageBytesMax;
        set => _messageBytesMax = value is >= 1 and <= Slab.MaxCapacity / 4 ? value
            : throw new ArgumentOutOfRangeException(nameof(MessageBytesMax), value,
                $"A message may have 1 to {Slab.MaxCapacity / 4} bytes.");
    }

    /// <summary>Most frames of a message; one with more is passed over and its beginning becomes a dead letter. Default 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 1024.</exception>
    public int FramesMax
    {
        get => _framesMax;
        set => _framesMax = value is >= 1 and <= 1024 ? value
            : throw new ArgumentOutOfRangeException(nameof(FramesMax), value, "A message may have 1 to 1024 frames.");
    }

    /// <summary>
    /// Called each time a peer has greeted and, of a subscriber, has been sent its subscriptions; on the connection's thread. A publisher
    /// takes a moment to take them in.
    /// </summary>
    public Action? OnConnected { get; set; }
}
