namespace HotStream;

/// <summary>How lines or events are read from a server. Setters refuse what cannot work.</summary>
public class HttpStreamOptions : HttpConnectOptions
{
    private int _eventBytesMax = 1024 * 1024;

    /// <summary>
    /// Largest data of an event in bytes; a larger one becomes a dead letter. Lines have <see cref="StreamingOptions.LineLengthMax"/>.
    /// Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a quarter of <see cref="Slab.MaxCapacity"/>.</exception>
    public int EventBytesMax
    {
        get => _eventBytesMax;
        set => _eventBytesMax = value is >= 1 and <= Slab.MaxCapacity / 4 ? value
            : throw new ArgumentOutOfRangeException(nameof(EventBytesMax), value, $"An event may have 1 to {Slab.MaxCapacity / 4} bytes.");
    }

    /// <summary>The id behind which events begin, where nothing is known of an earlier life; null for what the server sends then.</summary>
    public string? LastEventId { get; set; }
}
