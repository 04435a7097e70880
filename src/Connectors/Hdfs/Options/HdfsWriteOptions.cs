namespace HotStream;

/// <summary>How batches are written as files. Setters refuse what cannot work.</summary>
public sealed class HdfsWriteOptions : HdfsConnectionOptions
{
    private const int PartBytesMin = 64 << 10;

    private int _partBytes = 16 << 20;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private string? _extension;

    /// <summary>End of the files' names, with its dot; null for what fits the records: <c>.txt</c>, of JSON <c>.jsonl</c>.</summary>
    /// <exception cref="ArgumentException">It does not begin with a dot, or has a slash.</exception>
    public string? Extension
    {
        get => _extension;
        set => _extension = value is null || (value.StartsWith('.') && !value.Contains('/', StringComparison.Ordinal)) ? value
            : throw new ArgumentException("The end of a name begins with its dot, and has no slash.", nameof(Extension));
    }

    /// <summary>Whether files are compressed by gzip, and their names end with <c>.gz</c>. Default false.</summary>
    public bool Gzip { get; set; }

    /// <summary>
    /// Bytes from which on a file is sent in parts, and of each part, one after another by appending. A partition holds two of them.
    /// Default 16 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 64 KiB, or more than 1 GiB.</exception>
    public int PartBytes
    {
        get => _partBytes;
        set => _partBytes = value is >= PartBytesMin and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(PartBytes), value, "A part has 64 KiB to 1 GiB.");
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
        + $"parts of {PartBytes} bytes, trying again for {PlainText.Of(RetryFor)}, {base.ToString()}";
}
