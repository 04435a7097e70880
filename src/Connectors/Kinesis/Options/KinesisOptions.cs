namespace HotStream;

/// <summary>How a stream of Kinesis is read. Setters refuse what cannot work.</summary>
public sealed class KinesisOptions : KinesisConnectionOptions
{
    private KinesisStart _start;
    private KinesisLostRecords _whenRecordsAreGone;
    private int _recordsMax = 10_000;
    private long _heldBytesMax = 64L << 20;
    private TimeSpan _readInterval = TimeSpan.FromMilliseconds(250);
    private TimeSpan _lookForShards = TimeSpan.FromMinutes(1);
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Where a query without a checkpoint begins. Shards that appear while the stream is read are always read whole. Default
    /// <see cref="KinesisStart.Latest"/>, as in Spark.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such start.</exception>
    public KinesisStart Start
    {
        get => _start;
        set => _start = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Start), value, "There is no such start.");
    }

    /// <summary>Begins with records that the server got from a moment on (<c>AT_TIMESTAMP</c>), in place of <see cref="Start"/>.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>What happens when records that were not read yet are gone. Default <see cref="KinesisLostRecords.Fail"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such choice.</exception>
    public KinesisLostRecords WhenRecordsAreGone
    {
        get => _whenRecordsAreGone;
        set => _whenRecordsAreGone = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(WhenRecordsAreGone), value, "There is no such choice.");
    }

    /// <summary>Most records of a batch, over all shards; a shard that has as many waiting is not asked. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to a hundred million.</exception>
    public int RecordsMax
    {
        get => _recordsMax;
        set => _recordsMax = value is >= 1 and <= 100_000_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordsMax), value, "A batch may have 1 to 100000000 records.");
    }

    /// <summary>
    /// Bytes of answers that may wait for a batch: while there are more, no shard is asked. Up to eight answers may come on top, each of at
    /// most 10 MB of data, which is 14 MB. Default 64 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long HeldBytesMax
    {
        get => _heldBytesMax;
        set => _heldBytesMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(HeldBytesMax), value, "At least one byte must be allowed.");
    }

    /// <summary>
    /// Time between two questions to a shard. Amazon answers five a second for each shard, to all who read it together. Default 250 ms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a minute.</exception>
    public TimeSpan ReadInterval
    {
        get => _readInterval;
        set => _readInterval = value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(ReadInterval), value, "The time is 0 to a minute.");
    }

    /// <summary>
    /// How often the stream is asked which shards it has; it is also asked when one ends. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or longer than a day.</exception>
    public TimeSpan LookForShards
    {
        get => _lookForShards;
        set => _lookForShards = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(LookForShards), value, "The time is positive, and at most a day.");
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

    /// <inheritdoc/>
    public override string ToString() => $"from {(StartTime is { } time ? $"{time:u}" : $"{Start}")}, "
        + $"at most {RecordsMax} records a batch, when records are gone {WhenRecordsAreGone}, {base.ToString()}";
}
