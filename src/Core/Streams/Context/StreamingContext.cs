using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// The entry point: owns the batch interval, the streams and the engine that runs them. Build the graph on one thread, then
/// <see cref="Start"/> or <see cref="RunAsync(CancellationToken)"/>. Afterwards the graph is frozen; state, waiting and stopping are safe
/// from any thread.
/// Life cycle and words are those of Spark's <c>StreamingContext</c>.
/// </summary>
public sealed partial class StreamingContext : IAsyncDisposable, IDisposable
{
    private static StreamingContext? s_active;

    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _termination = new();
    private readonly List<IDisposable> _held = [];
    private JobScheduler? _scheduler;
    private BatchClock? _clock;
    private long _rememberMilliseconds;
    private string? _checkpointDirectory;
    private Action<BatchInfo>? _batchCompleted;
    private bool _stopping;

    /// <summary>Creates a context; nothing runs yet.</summary>
    /// <param name="name">Name in logs and metrics.</param>
    /// <param name="batchInterval">Length of a batch, whole milliseconds, at least 1; fixed for life.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is shorter than a millisecond or not whole milliseconds.</exception>
    public StreamingContext(string name, TimeSpan batchInterval, StreamingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        IntervalMilliseconds = ToMilliseconds(batchInterval, nameof(batchInterval));
        Options = options ?? new StreamingOptions();
        AsyncFunctions = new AsyncFunctions(Termination);
        Logs = new EngineLogs(Options.LoggerFactory);
        _logger = Logs.Get($"HotStream.Context.{name}");
        Letters = new DeadLetterOutput(letter => Options.DeadLetters(letter), Options.DeadLetterBytesMax, Options.TimeProvider);
        Poison = new PoisonSearch(Options.FailedBatchesMax, letter => Letters.Post(letter, _logger));
        Graph = new StreamGraph(this);
        Listeners = new ListenerBus(_logger);
        Shared = new SharedVariables(name, _logger, () => IsInsideBatch || Worker.IsCurrent);
        Report = new BatchReport(Options.TimeProvider);
    }

    /// <summary>
    /// Raised on the driver after each batch, before the next one begins. Must be quick; must not stop the context. To hear more, and off
    /// the driver: <see cref="AddListener"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The function is <c>async void</c>: nobody could wait for it, and what it throws
    /// would end the process.</exception>
    public event Action<BatchInfo>? BatchCompleted
    {
        add => _batchCompleted += AsyncVoid.Refuse(value, nameof(BatchCompleted), "hand the work to a thread or a channel of your own");
        remove => _batchCompleted -= value;
    }

    /// <summary>The running context of this process, if it asked to be the only one.</summary>
    public static StreamingContext? Active => Volatile.Read(ref s_active);

    /// <summary>Name in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>Length of a batch.</summary>
    public TimeSpan BatchInterval => TimeSpan.FromMilliseconds(IntervalMilliseconds);

    /// <summary>How this context runs.</summary>
    public StreamingOptions Options { get; }

    /// <summary>Where the context stands.</summary>
    public StreamingContextState State { get; private set; }

    /// <summary>One interval before the first batch; slides count from here. Known after the start.</summary>
    public BatchTime ZeroTime { get; private set; }

    /// <summary>
    /// Names what this context computes, for outputs that must recognise a batch which comes again: query, batch number and partition say
    /// which data it is. Kept in the checkpoint directory, so that it is the same in every life of a context that
    /// <see cref="GetOrCreate"/> made, known after the start; any other context has a new one, as it begins anew.
    /// </summary>
    public string QueryId => Options.QueryId;

    /// <summary>Bytes of received but unprocessed data held now; at most <see cref="StreamingOptions.MemoryBudgetBytes"/>.</summary>
    public long ReceivedBytesHeld => Graph.Budget.UsedBytes;

    /// <summary>
    /// The number of a batch of this query: 1 for the first, and one more for each interval since, in all lives that go on from one
    /// checkpoint directory. Numbers of batch times that were skipped have no batch. Known after the start.
    /// </summary>
    /// <param name="time">The batch time.</param>
    public long NumberOf(BatchTime time) => (time.Milliseconds - ZeroTime.Milliseconds) / IntervalMilliseconds;

    /// <summary>Name, where it stands and its interval.</summary>
    public override string ToString() => $"{Name}: {State.ToString().ToLowerInvariant()}, a batch every {PlainText.Of(BatchInterval)}";

    internal StreamGraph Graph { get; }

    /// <summary>Takes records whose function threw; null when they fail the batch.</summary>
    internal Action<DeadLetter>? Rejects => Options.OnRecordFailure == RecordFailure.DeadLetter ? PostDeadLetter : null;

    /// <summary>How asynchronous functions over this context's batches are called.</summary>
    internal AsyncFunctions AsyncFunctions { get; }

    /// <summary>Where everything in this context logs.</summary>
    internal EngineLogs Logs { get; }

    internal DeadLetterOutput Letters { get; }

    internal PoisonSearch Poison { get; }

    internal long IntervalMilliseconds { get; }

    internal CancellationToken Termination => _termination.Token;

    /// <summary>Whether batches may be read after their outputs are done.</summary>
    internal bool Remembers => _rememberMilliseconds > 0;

    internal BatchTime OldestRemembered { get; private set; }

    internal BatchTime LastGenerated { get; private set; }

    /// <summary>Keeps batches and their data for longer than their outputs need, for <see cref="DStream{T}.Slice"/>.</summary>
    /// <param name="duration">How long after its time a batch is kept.</param>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public void Remember(TimeSpan duration)
    {
        ThrowIfFrozen("Remember");
        _rememberMilliseconds = Math.Max(_rememberMilliseconds, ToMilliseconds(duration, nameof(duration)));
    }

    /// <summary>
    /// Names the directory for checkpoints, which streams with state need before the start, as in Spark; it is made at the start when it is
    /// missing, and used by one context at a time. Which batch reads what is written there before the batch's outputs run, and what streams
    /// remember every <see cref="StreamNode.CheckpointInterval"/>, beside the batches. A context made by <see cref="GetOrCreate"/> goes on
    /// from there; any other one begins anew and moves aside what it finds.
    /// </summary>
    /// <param name="directory">A directory that this process may write to.</param>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public void Checkpoint(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ThrowIfFrozen("Checkpoint");
        _checkpointDirectory = directory;
    }

    /// <summary>
    /// Something that could not be taken: counted, logged, and given to <see cref="StreamingOptions.DeadLetters"/>. Safe from any thread;
    /// from a function that several outputs compute, each of them posts (<see cref="BlockOutput{TOut}.Reject"/> does not).
    /// </summary>
    /// <param name="letter">What, where, why.</param>
    public void PostDeadLetter(DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        Letters.Post(letter, _logger);
    }

    internal SinkPartition PartitionOf(string sink, int partition) =>
        new(partition, Name, QueryId, NumberOf, Options.TimeProvider, Logs.Get($"HotStream.Sink.{sink}"), Termination);

    /// <summary>Disposes something when the context has stopped.</summary>
    internal void OnEnd(IDisposable held) => _held.Add(held);

    internal void ThrowIfFrozen(string what)
    {
        if (State != StreamingContextState.Initialized)
        {
            throw new InvalidOperationException(
                $"{what} cannot be added: context {Name} is {State.ToString().ToLowerInvariant()}. Build the whole graph before Start; "
                + "for another graph make a new context.");
        }
    }

    internal void ThrowIfNotStarted(string what)
    {
        if (State == StreamingContextState.Initialized)
        {
            throw new InvalidOperationException($"{what} needs a started context; call Start first.");
        }
    }

    private static long ToMilliseconds(TimeSpan time, string parameter) =>
        time >= TimeSpan.FromMilliseconds(1) && time.Ticks % TimeSpan.TicksPerMillisecond == 0
        ? time.Ticks / TimeSpan.TicksPerMillisecond
        : throw new ArgumentOutOfRangeException(parameter, time, "Use whole milliseconds, at least 1.");
}
