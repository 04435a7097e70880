namespace HotStream;

/// <summary>How batches are written as blobs. Setters refuse what cannot work.</summary>
public sealed class AzureBlobWriteOptions : AzureBlobConnectionOptions
{
    private const int PartBytesMin = 64 << 10;

    private int _partBytes = 8 << 20;
    private int _partsInFlight = 2;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private string? _extension;

    /// <summary>End of the blobs' names, with its dot; null for what fits the records: <c>.txt</c>, of JSON <c>.jsonl</c>.</summary>
    /// <exception cref="ArgumentException">It does not begin with a dot, or has a slash.</exception>
    public string? Extension
    {
        get => _extension;
        set => _extension = value is null || (value.StartsWith('.') && !value.Contains('/', StringComparison.Ordinal)) ? value
            : throw new ArgumentException("The end of a name begins with its dot, and has no slash.", nameof(Extension));
    }

    /// <summary>Whether blobs are compressed by gzip, and their names end with <c>.gz</c>. Default false.</summary>
    public bool Gzip { get; set; }

    /// <summary>
    /// Whether blobs that are there are never replaced, as containers with a policy of immutable blobs ask for. A batch that runs again
    /// finds the blobs it had made and leaves them; one of another length fails the batch. Default false: blobs are replaced.
    /// </summary>
    public bool CreateOnly { get; set; }

    /// <summary>
    /// Bytes from which on a blob is uploaded in parts, and of each part. A partition holds at most
    /// <see cref="PartsInFlight"/> parts and one more. Default 8 MiB; a blob has at most 50,000 parts.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 64 KiB, or more than 1 GiB.</exception>
    public int PartBytes
    {
        get => _partBytes;
        set => _partBytes = value is >= PartBytesMin and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(PartBytes), value, "A part has 64 KiB to 1 GiB.");
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
        + $"{(CreateOnly ? "never replaced, " : "")}parts of {PartBytes} bytes, {PartsInFlight} in flight, "
        + $"trying again for {PlainText.Of(RetryFor)}, {base.ToString()}";
}
