namespace HotStream;

/// <summary>How changes of tables are read. Setters refuse what cannot work.</summary>
public sealed class PostgresChangeOptions
{
    private int _recordsMax = 10_000;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether the slot is made when it does not exist; it begins with what comes then. Default false: a slot that nobody reads holds the
    /// server's log for ever, so it is made on purpose.
    /// </summary>
    public bool CreateSlot { get; set; }

    /// <summary>
    /// Most changes of a batch, and about half of those that are held. A transaction with at most so many is in one batch; a longer one is
    /// cut. Default 10,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to a million.</exception>
    public int RecordsMax
    {
        get => _recordsMax;
        set => _recordsMax = value is >= 1 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordsMax), value, "1 to 1000000 changes may be held.");
    }

    /// <summary>
    /// How long a batch of an earlier life waits for a server that is away when it is read again; then it fails. What is new is waited for
    /// without end. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"at most {RecordsMax} changes a batch, slot made if missing: {CreateSlot}";
}
