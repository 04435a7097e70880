namespace HotStream;

/// <summary>How blobs are found and read. Setters refuse what cannot work.</summary>
public sealed class AzureBlobReadOptions : AzureBlobConnectionOptions
{
    private TimeSpan _remember = TimeSpan.FromHours(1);
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private int _requestsInFlight = 16;

    /// <summary>Whether blobs older than the start are ignored. Default true.</summary>
    public bool NewBlobsOnly { get; set; } = true;

    /// <summary>
    /// How far back a blob's time, which is that of its completion, may lie when it is found, rounded up to whole batches: longer than
    /// clocks are apart, and than the server is away. What was read within it is in each checkpoint. Default an hour.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan Remember
    {
        get => _remember;
        set => _remember = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(Remember), value, "The time must not be negative.");
    }

    /// <summary>
    /// How long a blob that is being read is tried again without progress before its batch fails, and one that is to be read again after
    /// a restart. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>
    /// New blobs that are looked at (HEAD) at a time, before they are read. Reading itself is one request for each partition, and for
    /// a moment two more where a record becomes a dead letter. Default 16.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 1024.</exception>
    public int RequestsInFlight
    {
        get => _requestsInFlight;
        set => _requestsInFlight = value is >= 1 and <= 1024 ? value
            : throw new ArgumentOutOfRangeException(nameof(RequestsInFlight), value, "1 to 1024 requests may be in flight.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(NewBlobsOnly ? "new blobs" : "all blobs")}, remembered for {PlainText.Of(Remember)}, "
        + $"trying again for {PlainText.Of(RetryFor)}, {base.ToString()}";
}
