using HotStream.Kinesis;

namespace HotStream;

/// <summary>How a stream of Kinesis is read as a member of a group, by leases on DynamoDB. Setters refuse what cannot work.</summary>
public sealed class KinesisGroupOptions : KinesisConnectionOptions
{
    private const int WorkerLengthMax = 256;

    private string? _dynamoDbUrl;
    private string? _tableName;
    private string? _workerId;
    private KinesisStart _start;
    private KinesisLostRecords _whenRecordsAreGone;
    private long _heldBytesMax = 64L << 20;
    private int _leasesMax = int.MaxValue;
    private TimeSpan _leaseDuration = TimeSpan.FromSeconds(10);
    private TimeSpan _checkpointInterval = TimeSpan.FromSeconds(1);
    private TimeSpan _finishWithin = TimeSpan.FromSeconds(30);
    private TimeSpan _readInterval = TimeSpan.FromMilliseconds(250);
    private TimeSpan _lookForShards = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Address of a server of the table of leases that is not Amazon's: <c>http://127.0.0.1:8000</c>. Null for what the environment says
    /// (<c>AWS_ENDPOINT_URL_DYNAMODB</c>, <c>AWS_ENDPOINT_URL</c>), else Amazon's DynamoDB of the region.
    /// </summary>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public string? DynamoDbUrl
    {
        get => _dynamoDbUrl;
        set => _dynamoDbUrl = CheckUrl(value, nameof(DynamoDbUrl));
    }

    /// <summary>The table of leases; null for one of the group's name. It is made where there is none.</summary>
    /// <exception cref="ArgumentException">It is no name of a table.</exception>
    public string? TableName
    {
        get => _tableName;
        set => _tableName = value is null ? null : LeaseTableName.Check(value, nameof(TableName));
    }

    /// <summary>
    /// Name of this member in the table, which no other member has; null for one of the machine's name and a random number.
    /// </summary>
    /// <exception cref="ArgumentException">Blank, or longer than 256 characters.</exception>
    public string? WorkerId
    {
        get => _workerId;
        set => _workerId = value is null || (!string.IsNullOrWhiteSpace(value) && value.Length <= WorkerLengthMax) ? value
            : throw new ArgumentException($"A member is called by 1 to {WorkerLengthMax} characters.", nameof(WorkerId));
    }

    /// <summary>
    /// How long a lease is its owner's that is not renewed. A third of it lies between renewals. Who is silent for so long reads no more,
    /// and others take over. The same for all members. Default 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 100 ms, or longer than an hour.</exception>
    public TimeSpan LeaseDuration
    {
        get => _leaseDuration;
        set => _leaseDuration = value >= TimeSpan.FromMilliseconds(100) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(LeaseDuration), value, "The time is 100 ms to an hour.");
    }

    /// <summary>Most shards that this member reads. Default: any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int LeasesMax
    {
        get => _leasesMax;
        set => _leasesMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(LeasesMax), value, "A member reads one shard at least.");
    }

    /// <summary>
    /// Shortest time between two checkpoints of a shard, each of which is a write that costs. When a shard goes its last one is written at
    /// once. After a crash what came since the last one comes again. Default 1 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than an hour.</exception>
    public TimeSpan CheckpointInterval
    {
        get => _checkpointInterval;
        set => _checkpointInterval = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), value, "The time is 0 to an hour.");
    }

    /// <summary>
    /// How long a shard that goes to another member is held back until the batches with its records are done. What is not done then is
    /// given up: its outputs run here, and its records come again there. Longer than a batch takes. Default 30 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a day.</exception>
    public TimeSpan FinishWithin
    {
        get => _finishWithin;
        set => _finishWithin = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(FinishWithin), value, "The time is 0 to a day.");
    }

    /// <summary>
    /// Where a group begins that has no table yet. Shards that appear later are always read whole. With <see cref="KinesisStart.Latest"/>,
    /// the default as in Spark, the moment is noted in the table before the first record is read, so that a member that dies at once leaves
    /// nothing out.
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

    /// <summary>
    /// What happens when records that were not read yet are gone. <see cref="KinesisLostRecords.Fail"/>, the default: nothing is read of
    /// that shard, and an error says so each minute, until somebody decides. The others are read on.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such choice.</exception>
    public KinesisLostRecords WhenRecordsAreGone
    {
        get => _whenRecordsAreGone;
        set => _whenRecordsAreGone = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(WhenRecordsAreGone), value, "There is no such choice.");
    }

    /// <summary>
    /// Bytes of answers that may wait for the engine: while there are more, no shard is asked. Up to eight answers may come on top, each of
    /// at most 10 MB of data, which is 14 MB. Default 64 MiB.
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

    /// <summary>How often the table is looked at for leases to take; null for half of <see cref="LeaseDuration"/>. For tests.</summary>
    internal TimeSpan? LookForLeases { get; set; }

    /// <summary>Called with the number of shards that are held, after each change; on any thread. For tests.</summary>
    internal Action<int>? OnHeld { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"from {(StartTime is { } time ? $"{time:u}" : $"{Start}")}, when records are gone "
        + $"{WhenRecordsAreGone}, leases of {PlainText.Of(LeaseDuration)} in table {PlainText.Of(TableName ?? "of the group")} at "
        + $"{PlainText.Address(DynamoDbUrl ?? "Amazon's DynamoDB")}, batches end within {PlainText.Of(FinishWithin)}, {base.ToString()}";

    /// <summary>What of this is how a shard is read.</summary>
    internal KinesisOptions Reading() => new()
    {
        ServiceUrl = ServiceUrl,
        Region = Region,
        AccessKey = AccessKey,
        SecretKey = SecretKey,
        SessionToken = SessionToken,
        Profile = Profile,
        Timeout = Timeout,
        Tls = Tls,
        Start = Start,
        StartTime = StartTime,
        WhenRecordsAreGone = WhenRecordsAreGone,
        HeldBytesMax = HeldBytesMax,
        ReadInterval = ReadInterval,
        LookForShards = LookForShards,
    };
}
