using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream;

/// <summary>How a <see cref="StreamingContext"/> runs. Setters refuse what cannot work instead of correcting it.</summary>
public sealed class StreamingOptions
{
    private TimeSpan? _checkpointInterval;
    private TimeSpan _logSyncInterval;
    private int _partitions = Environment.ProcessorCount;
    private int _lineLengthMax = 1024 * 1024;
    private int _ringCapacity = 4096;
    private long _cacheBudgetBytes = 256L * 1024 * 1024;
    private int _deadLetterBytesMax = 1024 * 1024;
    private double _refusedShareMax = 0.5;
    private TimeSpan _restartDelay = TimeSpan.FromSeconds(2);
    private TimeSpan? _stopTimeout;
    private int _missedBatchesMax = 100;
    private double? _receiverMaxRate;
    private Action<DeadLetter> _deadLetters = static _ => { };
    private int _failedBatchesMax = 3;
    private bool? _oneActivePerProcess;
    private TimeSpan? _stallWarning;

    /// <summary>Partitions of received and queued input, and worker threads. Default: one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Partitions
    {
        get => _partitions;
        set => _partitions = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Partitions), value, "At least one partition is needed.");
    }

    /// <summary>
    /// Bytes that received but unprocessed data may hold, of the open batch and of those that wait, before receivers stop reading. Of
    /// records that are objects, the references count. Default 256 MiB.
    /// </summary>
    public long MemoryBudgetBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Bytes that streams and batches cached as <see cref="StorageLevel.MemoryAndDisk"/> may hold in memory, all of a context together;
    /// what is beyond goes to files in <see cref="SpillDirectory"/>. 0 sends everything there. Default 256 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long CacheBudgetBytes
    {
        get => _cacheBudgetBytes;
        set => _cacheBudgetBytes = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(CacheBudgetBytes), value, "The budget must not be negative.");
    }

    /// <summary>
    /// Where cached records go that do not fit into memory. Default: the directory for temporary files, which may be memory itself (tmpfs).
    /// </summary>
    public string SpillDirectory { get; set; } = Path.GetTempPath();

    /// <summary>Longest line in bytes; longer ones become dead letters. Default 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int LineLengthMax
    {
        get => _lineLengthMax;
        set => _lineLengthMax = value is >= 1 and <= Slab.MaxCapacity / 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LineLengthMax), value, $"A line may have 1 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>
    /// Slots of each ring between a receiver and a partition; a sixteenth of it where a slot is a block of records (MQTT). Default 4096.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 2.</exception>
    public int RingCapacity
    {
        get => _ringCapacity;
        set => _ringCapacity = value >= 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(RingCapacity), value, "A ring needs at least two slots.");
    }

    /// <summary>
    /// Whether records of one source (a connection, a device, a topic partition) keep their order on the way to whatever depends on it:
    /// state, first and last, lists, functions that do not commute, outputs. Each source is then worked on by one partition at a time, so
    /// that one fast source alone does not use all processors; many sources do. Where nothing behind an input depends on it (counts, sums,
    /// <c>CountByValue</c> ...) its records are dealt to all partitions in either case. False deals all records freely
    /// and keeps no order. Default true.
    /// </summary>
    public bool KeepOrder { get; set; } = true;

    /// <summary>
    /// Failed batches in a row, with records of a source that sends them again (MQTT), before the record that makes them fail is searched:
    /// batches then take half as many such records after each failure, down to one, and the record with which alone a batch fails becomes a
    /// dead letter when it comes again. Failures of the world outside (<see cref="IOException"/>, time-outs, database and network
    /// exceptions) do not count: the same records may succeed another time. 0 for no search: such a record fails every batch. Looked at
    /// when the context is made. Default 3.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int FailedBatchesMax
    {
        get => _failedBatchesMax;
        set => _failedBatchesMax = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(FailedBatchesMax), value,
            "Write 0 for no search, or a positive number of batches.");
    }

    /// <summary>What a receiver does when its ring is full or its rate used up. Default: wait, which slows the source down.</summary>
    public OverflowPolicy Overflow { get; set; } = OverflowPolicy.Wait;

    /// <summary>
    /// Records a second that each receiver may take, over all its connections (<c>spark.streaming.receiver.maxRate</c>); after a silence up
    /// to a second's worth more. Looked at when the context starts. Default null: as many as come.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or no number.</exception>
    public double? ReceiverMaxRate
    {
        get => _receiverMaxRate;
        set => _receiverMaxRate = value is { } rate ? BackpressureOptions.Rate(rate, nameof(ReceiverMaxRate)) : null;
    }

    /// <summary>
    /// Lets receivers take only as much as batches keep up with (<c>spark.streaming.backpressure.enabled</c>); a <c>new()</c> turns it on.
    /// The lower of this rate and <see cref="ReceiverMaxRate"/> holds; <see cref="ReceiverInfo.RateLimit"/> shows it. Looked at when the
    /// context starts. Default null: off, as in Spark.
    /// </summary>
    public BackpressureOptions? Backpressure { get; set; }

    /// <summary>
    /// Delay before a receiver that threw or asked for it is started again: the first time this, then twice as long each time, up to thirty
    /// times this, each up to a tenth longer by chance; this again once the receiver has reported progress (sockets and MQTT do when bytes
    /// come). Default 2 s. Spark's is always 2 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ReceiverRestartDelay
    {
        get => _restartDelay;
        set => _restartDelay = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ReceiverRestartDelay), value, "The delay must be positive.");
    }

    /// <summary>
    /// How long a stop may take, gracefully or not: finishing batches, receivers, functions, sinks and listeners together. One more second
    /// is given to what was cancelled; what hangs even then (a user's function, a receiver) is named in the log and left alone, and
    /// the stop returns. Default: ten batch intervals, at least ten seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan? GracefulStopTimeout
    {
        get => _stopTimeout;
        set => _stopTimeout = value is { } time && time < TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(GracefulStopTimeout), value,
                "The time must not be negative; 0 gives up at once.")
            : value;
    }

    /// <summary>
    /// Batches made up at once when batch times were missed: because the process or the machine stood still, or because the wall clock was
    /// set forward. Batch times beyond are skipped, with a warning; what was received meanwhile belongs to the next batch, and windows and
    /// time-outs see the time that passed. 0 makes up none. Batches that are due while processing lags are not missed: they wait,
    /// with their own times. Default 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MissedBatchesMax
    {
        get => _missedBatchesMax;
        set => _missedBatchesMax = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(MissedBatchesMax), value, "The number must not be negative.");
    }

    /// <summary>
    /// How long a batch may run before a warning says what it is at; the next follows when it has run twice as long. Batches wait behind it
    /// meanwhile, so a server that never answers shows here. <see cref="Timeout.InfiniteTimeSpan"/> for no warning; null, the
    /// default, for a minute, or two intervals where these are longer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan? StallWarning
    {
        get => _stallWarning;
        set => _stallWarning = value is null || value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value
            : throw new ArgumentOutOfRangeException(nameof(StallWarning), value, "The time must be positive.");
    }

    /// <summary>
    /// What becomes of a record for which a function given to <c>Map</c>, <c>Filter</c>, <c>FlatMap</c>, <c>MapValues</c> or
    /// <c>FlatMapValues</c> throws: the batch fails, as in Spark, or the record becomes a dead letter that names operator and exception,
    /// once, and the batch goes on without it. No record is given to a function again because another one threw. Functions over several
    /// records (reduce, state, partitions, batches) fail the batch in either case. Set it before streams are
    /// made. Default: the batch fails.
    /// </summary>
    public RecordFailure OnRecordFailure { get; set; } = RecordFailure.FailBatch;

    /// <summary>
    /// Whether this context refuses to start while another one that asks the same is active in the process, as Spark does. Default: true,
    /// but false on a <see cref="ManualClock"/>, so that tests run side by side.
    /// </summary>
    public bool OneActivePerProcess
    {
        get => _oneActivePerProcess ?? TimeProvider is not ISteppedClock;
        set => _oneActivePerProcess = value;
    }

    /// <summary>What <see cref="StreamingContext.QueryId"/> gives: random, else what the checkpoint directory says.</summary>
    internal string QueryId { get; set; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>
    /// How often a checkpoint of what streams remember is taken, at a batch's end; null for the shortest
    /// <see cref="StreamNode.CheckpointInterval"/> of the streams. Default null.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan? CheckpointInterval
    {
        get => _checkpointInterval;
        set => _checkpointInterval = value is null || value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), value, "The time must be positive.");
    }

    /// <summary>Rows of a partition in the first step in which a checkpoint is copied; later ones take about a millisecond.</summary>
    internal int CaptureRows { get; set; } = 1024;

    /// <summary>Bytes of a file of the write-ahead log, and what its last frame needs more.</summary>
    internal int LogSegmentBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long the log of batches may wait for the disk, so that short batches share a sync: zero, the default, for a sync before each
    /// batch's outputs. What a killed process wrote is safe in any case; after a loss of power, batches of the last interval may have run
    /// with records that the log does not know of.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan LogSyncInterval
    {
        get => _logSyncInterval;
        set => _logSyncInterval = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(LogSyncInterval), value, "The time must not be negative.");
    }

    /// <summary>
    /// Whether what receivers take is written to the checkpoint directory before it is worked on, so that a context made by
    /// <see cref="StreamingContext.GetOrCreate"/> loses nothing of sources that cannot be read again (Spark's
    /// <c>spark.streaming.receiver.writeAheadLog.enable</c>). It is kept until the second newest checkpoint has it. Default true; contexts
    /// that are not made so never restart, and write none.
    /// </summary>
    public bool WriteAheadLog { get; set; } = true;

    /// <summary>
    /// Where a copy of the checkpoint directory is kept, so that the context goes on on another machine when this one is lost; null, the
    /// default, for nowhere. One address serves one query. What a batch reads is there before its outputs run, one request a batch;
    /// <see cref="LogSyncInterval"/> lets batches of an interval share it, and then says what may run with other records after the loss of
    /// the machine. While the store is away, batches wait. What receivers took and the last checkpoint there does not have is not in it.
    /// For contexts made by <see cref="StreamingContext.GetOrCreate"/>.
    /// </summary>
    public CheckpointCopies? CheckpointCopies { get; set; }

    /// <summary>How values of types of yours are stored in checkpoints; see <see cref="Codec{T}"/>.</summary>
    public CodecSet Codecs { get; } = new();

    /// <summary>
    /// The clock of batches. They close every interval of its monotonic time; its wall clock only says what time a batch is called by: the
    /// first, the next multiple of the interval; later ones, multiples that never repeat and never go back. Set back, batch times go on and
    /// are ahead of it from then on; set forward, they follow (<see cref="MissedBatchesMax"/>). Default: the system's; tests
    /// use a <see cref="ManualClock"/>.
    /// </summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Where the engine logs. What a logger throws goes no further, control characters are escaped, and of one cause at most five lines a
    /// second are logged, then a count of the rest. Default: warnings and errors on standard error, a line each;
    /// <see cref="NullLoggerFactory.Instance"/> silences them.
    /// </summary>
    public ILoggerFactory LoggerFactory { get; set; } = StandardErrorLogs.Instance;

    /// <summary>
    /// Receives everything that could not be taken, beside the log and the counter. Called on the threads that find it: receivers, workers,
    /// sinks; must not block. What it throws is logged.
    /// </summary>
    /// <exception cref="ArgumentException">The function is <c>async void</c>: nobody could wait for it, and what it throws
    /// would end the process.</exception>
    public Action<DeadLetter> DeadLetters
    {
        get => _deadLetters;
        set => _deadLetters = AsyncVoid.Refuse(value, nameof(DeadLetters), "write letters to a channel and read that elsewhere")
            ?? throw new ArgumentNullException(nameof(DeadLetters));
    }

    /// <summary>
    /// Most of a batch, from 0 to 1, that a sink may refuse and make dead letters; beyond, the batch fails with the first reason, since a
    /// target that takes so little has a fault of its own. Judged for batches of at least 100 records. 1 never fails a batch. Default 0.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double RefusedShareMax
    {
        get => _refusedShareMax;
        set => _refusedShareMax = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(RefusedShareMax), value, "A share lies between 0 and 1.");
    }

    /// <summary>
    /// Most bytes of a record that a dead letter keeps; <see cref="DeadLetter.Length"/> is that of the whole. Default 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int DeadLetterBytesMax
    {
        get => _deadLetterBytesMax;
        set => _deadLetterBytesMax = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(DeadLetterBytesMax), value, "A letter cannot keep less than nothing.");
    }

    /// <summary>Where <see cref="DStream{T}.Print(int)"/> writes. Default: standard output.</summary>
    public TextWriter Output { get; set; } = Console.Out;

    /// <summary>The settings that are numbers and choices, in a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Partitions = {Partitions}, MemoryBudgetBytes = {MemoryBudgetBytes}, CacheBudgetBytes = {CacheBudgetBytes}, LineLengthMax = "
        + $"{LineLengthMax}, RingCapacity = {RingCapacity}, KeepOrder = {KeepOrder}, Overflow = {Overflow}, "
        + $"ReceiverMaxRate = {Text(ReceiverMaxRate)}, Backpressure = {(Backpressure is null ? "off" : "on")}, OnRecordFailure = "
        + $"{OnRecordFailure}, FailedBatchesMax = {FailedBatchesMax}, MissedBatchesMax = {MissedBatchesMax}, OneActivePerProcess = "
        + $"{OneActivePerProcess}");

    private static string Text(double? rate) => rate?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
