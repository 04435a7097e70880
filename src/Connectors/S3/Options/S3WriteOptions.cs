namespace HotStream;

/// <summary>How batches are written as objects. Setters refuse what cannot work.</summary>
public sealed class S3WriteOptions : S3ConnectionOptions
{
    private const int PartBytesMin = 5 << 20; // S3's own bound

    private int _partBytes = 8 << 20;
    private int _partsInFlight = 2;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private string? _extension;

    /// <summary>End of the objects' names, with its dot; null for what fits the records: <c>.txt</c>, of JSON <c>.jsonl</c>.</summary>
    /// <exception cref="ArgumentException">It does not begin with a dot, or has a slash.</exception>
    public string? Extension
    {
        get => _extension;
        set => _extension = value is null || (value.StartsWith('.') && !value.Contains('/', StringComparison.Ordinal)) ? value
            : throw new ArgumentException("The end of a name begins with its dot, and has no slash.", nameof(Extension));
    }

    /// <summary>Whether objects are compressed by gzip, and their names end with <c>.gz</c>. Default false.</summary>
    public bool Gzip { get; set; }

    /// <summary>
    /// Bytes from which on an object is uploaded in parts, and of each part. A partition holds at most
    /// <see cref="PartsInFlight"/> parts and one more. Default 8 MiB; an object has at most 10,000 parts.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 5 MiB, or more than 1 GiB.</exception>
    public int PartBytes
    {
        get => _partBytes;
        set => _partBytes = value is >= PartBytesMin and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(PartBytes), value, "A part has 5 MiB to 1 GiB.");
    }

    /// <summary>Parts of a partition that are sent at a time. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 64.</exception>
    public int PartsInFlight
    {
        get => _partsInFlight;
        set => _partsInFlight = value is >= 1 and <= 64 ? value
            : throw new ArgumentOutOfRangeException(nameof(PartsInFlight), value, "1 to 64 parts may be in flight.");
    }

    /// <summary>
    /// How long a partition tries again, with growing, random delays, while the server is away or has too much to do; then the batch
    /// fails. Default one minute.
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
    public override string ToString() => $"names end with {PlainText.Of(Extension ?? "what fits")}{(Gzip ? ".gz" : "")}, "
        + $"parts of {PartBytes} bytes, {PartsInFlight} in flight, trying again for {PlainText.Of(RetryFor)}, {base.ToString()}";
}
