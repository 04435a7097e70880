namespace HotStream;

/// <summary>How objects are found and read. Setters refuse what cannot work.</summary>
public sealed class S3ReadOptions : S3ConnectionOptions
{
    private TimeSpan _remember = TimeSpan.FromHours(1);
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private int _requestsInFlight = 16;

    /// <summary>Whether objects older than the start are ignored. Default true.</summary>
    public bool NewObjectsOnly { get; set; } = true;

    /// <summary>
    /// How far back an object's time may lie when it is found, rounded up to whole batches. An object that was uploaded in parts has the
    /// time at which that began: this must be longer than the longest upload takes. Default an hour.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan Remember
    {
        get => _remember;
        set => _remember = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(Remember), value, "The time must not be negative.");
    }

    /// <summary>
    /// How long an object that is being read is tried again without progress before its batch fails, and one that is to be read again after
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
    /// New objects that are looked at (HEAD) at a time, before they are read. Reading itself is one request for each partition, and for
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
    public override string ToString() => $"{(NewObjectsOnly ? "new objects" : "all objects")}, remembered for {PlainText.Of(Remember)}, "
        + $"trying again for {PlainText.Of(RetryFor)}, {base.ToString()}";
}
