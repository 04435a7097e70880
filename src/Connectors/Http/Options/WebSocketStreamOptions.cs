namespace HotStream;

/// <summary>How messages are read from a web socket. Setters refuse what cannot work.</summary>
public sealed class WebSocketStreamOptions : HttpConnectOptions
{
    private int _messageBytesMax = 1024 * 1024;

    /// <summary>Largest message in bytes; a larger one becomes a dead letter. Default 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a quarter of <see cref="Slab.MaxCapacity"/>.</exception>
    public int MessageBytesMax
    {
        get => _messageBytesMax;
        set => _messageBytesMax = value is >= 1 and <= Slab.MaxCapacity / 4 ? value
            : throw new ArgumentOutOfRangeException(nameof(MessageBytesMax), value,
                $"A message may have 1 to {Slab.MaxCapacity / 4} bytes.");
    }

    /// <summary>The protocol that the server must speak inside of the web socket; null for none.</summary>
    public string? Protocol { get; set; }

    /// <summary>Texts that are sent each time we have connected, for example what to subscribe to.</summary>
    public IReadOnlyList<string> Greetings { get; set; } = [];
}
