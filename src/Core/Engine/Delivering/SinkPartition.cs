using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What a <see cref="SinkWriter{T}"/> knows about its partition and its context. Safe from any thread.</summary>
public sealed class SinkPartition
{
    private readonly Lock _gate = new();
    private List<DeadLetter> _refused = [];

    private readonly Func<BatchTime, long> _numberOf;

    internal SinkPartition(int index, string context, string query, Func<BatchTime, long> numberOf, TimeProvider timeProvider,
        ILogger logger, CancellationToken stopping)
    {
        Index = index;
        Context = context;
        Query = query;
        _numberOf = numberOf;
        TimeProvider = timeProvider;
        Logger = logger;
        Stopping = BatchStopping = stopping;
    }

    /// <summary>The partition, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the streaming context.</summary>
    public string Context { get; }

    /// <summary>
    /// The query, <see cref="StreamingContext.QueryId"/>: query, <see cref="BatchNumber"/> and <see cref="Index"/> together say which data
    /// this is, also after a restart. A sink that stores them with the data recognises a batch that is run again.
    /// </summary>
    public string Query { get; }

    /// <summary>
    /// Number of the batch that is being written, from 1; a batch that is run again after a restart has the number it had. Another one for
    /// each batch: ask in <see cref="SinkWriter{T}.Begin"/>.
    /// </summary>
    public long BatchNumber { get; private set; }

    /// <summary>The context's clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Where the sink logs.</summary>
    public ILogger Logger { get; }

    /// <summary>Cancelled when the context stops and waits no longer for what is under way.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>
    /// Cancelled when the batch that is being written has failed, here or in another partition, and when <see cref="Stopping"/> is. Another
    /// token for each batch: ask in <see cref="SinkWriter{T}.Begin"/>. Whatever blocks in
    /// <see cref="SinkWriter{T}.Write"/> must give up with it.
    /// </summary>
    public CancellationToken BatchStopping { get; private set; }

    /// <summary>
    /// A record that the sink will never take. The batch goes on without it. It becomes a dead letter (counted, logged, given to
    /// <see cref="StreamingOptions.DeadLetters"/>) when all of the batch is durable; when the batch fails it does not, since its records
    /// come again. If more than <see cref="StreamingOptions.RefusedShareMax"/> of a batch is refused, the batch fails.
    /// </summary>
    /// <param name="letter">What, where in the batch, why.</param>
    public void Reject(DeadLetter letter)
    {
        lock (_gate)
        {
            _refused.Add(letter);
        }
    }

    /// <summary><see cref="Reject(DeadLetter)"/> of a record of a batch.</summary>
    /// <param name="sink">Name of the sink.</param>
    /// <param name="time">The batch time.</param>
    /// <param name="record">Which record of this partition and batch, from 0.</param>
    /// <param name="reason">Why it was refused and how to correct it.</param>
    /// <param name="bytes">All of the record as it came, or JSON or text from which it can be made again.</param>
    public void Reject(string sink, BatchTime time, long record, string reason, ReadOnlySpan<byte> bytes) =>
        Reject(new DeadLetter(sink, $"batch {time}, partition {Index}, record {record}", reason, bytes));

    /// <summary>A batch begins.</summary>
    internal void Begin(BatchTime time, CancellationToken stopping)
    {
        BatchNumber = _numberOf(time);
        BatchStopping = stopping;
        TakeRefused();
    }

    /// <summary>What was refused since the last call.</summary>
    internal List<DeadLetter> TakeRefused()
    {
        lock (_gate)
        {
            List<DeadLetter> refused = _refused;
            _refused = [];
            return refused;
        }
    }
}
