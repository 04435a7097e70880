using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What a <see cref="SinkWriter{T}"/> is told about its partition and its context. Safe from any thread.</summary>
public sealed class SinkPartition
{
    private readonly Action<DeadLetter> _reject;

    internal SinkPartition(int index, string context, string run, TimeProvider timeProvider, ILogger logger, Action<DeadLetter> reject, CancellationToken stopping)
    {
        Index = index;
        Context = context;
        Run = run;
        TimeProvider = timeProvider;
        Logger = logger;
        Stopping = stopping;
        _reject = reject;
    }

    /// <summary>The partition, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the streaming context.</summary>
    public string Context { get; }

    /// <summary>Name of this run, <see cref="StreamingOptions.RunId"/>: run, batch time and partition together say which data this is.</summary>
    public string Run { get; }

    /// <summary>The context's clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Where the sink logs.</summary>
    public ILogger Logger { get; }

    /// <summary>Cancelled when the context stops and waits no longer for what is under way.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>A record that the sink will never take: counted, logged, and given to <see cref="StreamingOptions.DeadLetters"/>. The batch goes on without it.</summary>
    /// <param name="letter">What, where in the batch, why.</param>
    public void Reject(DeadLetter letter) => _reject(letter);

    /// <summary><see cref="Reject(DeadLetter)"/> of a record of a batch.</summary>
    /// <param name="sink">Name of the sink.</param>
    /// <param name="time">The batch time.</param>
    /// <param name="record">Which record of this partition and batch, from 0.</param>
    /// <param name="reason">Why it was refused and how to mend it.</param>
    /// <param name="bytes">All of the record as it came, or JSON or text from which it can be made again.</param>
    public void Reject(string sink, BatchTime time, long record, string reason, ReadOnlySpan<byte> bytes) =>
        _reject(new DeadLetter(sink, $"batch {time}, partition {Index}, record {record}", reason, bytes));
}
