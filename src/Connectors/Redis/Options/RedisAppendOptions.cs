namespace HotStream;

/// <summary>How records are appended to a Redis stream. Setters refuse what cannot work.</summary>
public sealed class RedisAppendOptions : RedisConnectionOptions
{
    private string _field = "payload";
    private long? _lengthMax;
    private int _inFlightMax = 1024;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>The field that has the payload. Default <c>payload</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string Field
    {
        get => _field;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Field));
            _field = value;
        }
    }

    /// <summary>About how many entries the stream keeps; the oldest go. Null for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long? LengthMax
    {
        get => _lengthMax;
        set => _lengthMax = value is null or >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(LengthMax), value, "A stream keeps at least one entry.");
    }

    /// <summary>Entries of a partition that are sent before the first is answered. Default 1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 65536.</exception>
    public int InFlightMax
    {
        get => _inFlightMax;
        set => _inFlightMax = value is >= 1 and <= 65536
            ? value
            : throw new ArgumentOutOfRangeException(nameof(InFlightMax), value, "1 to 65536 entries may be in flight.");
    }

    /// <summary>
    /// How long a partition tries again, with growing, random delays, while the server is away or has no room; then the batch fails.
    /// Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>The clock of waits; null for the context's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"field {PlainText.Of(Field)}, {InFlightMax} in flight, {base.ToString()}";
}
