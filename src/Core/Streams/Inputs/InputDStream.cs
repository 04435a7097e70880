using System.Buffers;
using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Base of inputs that produce a batch when asked, without a receiver: files, queues, anything that can be listed at the batch time.
/// Derive from it to add one. Methods are called on the driver.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class InputDStream<T> : DStream<T>, IReadAgain, IPacedInput
{
    private readonly ILogger _logger;
    private readonly int _streamId;
    private (BatchTime Time, InputBatch<T>? Batch) _last;
    private (BatchTime Time, InputBatch<T>? Batch) _beforeLast;
    private Queue<IReadOnlyList<SourceRange>>? _replays; // what is read before anything new
    private (BatchTime Time, IReadOnlyList<SourceRange>? Ranges) _replayed;
    private bool _hasRead;
    private ReceiverRate? _rate;

    /// <summary>Creates the input.</summary>
    /// <param name="context">Its context, not started yet.</param>
    /// <param name="name">Name in messages.</param>
    protected InputDStream(StreamingContext context, string name)
        : base(context, [], name)
    {
        _logger = context.Logs.Get($"HotStream.Input.{name}");
        _streamId = context.Graph.NextInput();
    }

    /// <summary>
    /// What the last batch read: null before the first one, and where it cannot be read again. On the driver, as in
    /// <see cref="StreamingContext.BatchCompleted"/>.
    /// </summary>
    public IReadOnlyList<SourceRange>? LastRanges => _hasRead ? RangesAt(_last.Time) : null;

    /// <summary>
    /// Records a second that this input should take now, as receivers do: <see cref="StreamingOptions.ReceiverMaxRate"/>, and with
    /// <see cref="StreamingOptions.Backpressure"/> no more than batches keep up with. Null for no limit. What to do about it is the
    /// input's: one that can leave records where they are takes a batch's share of it. On the driver, once the context has started.
    /// </summary>
    protected double? RateLimit => _rate?.Current;

    /// <summary>
    /// Cancelled when the context stops and waits no longer for what is under way: an input that waits for its source, to read again what
    /// a batch had, must give up then.
    /// </summary>
    protected CancellationToken Stopping => Context.Termination;

    /// <summary>
    /// Reads these ranges first, one entry a batch, as a restart would; then what is new. For a second look at what some batch read
    /// (<see cref="LastRanges"/>), and for tests of inputs. Batches of an earlier life that are run again come before them.
    /// </summary>
    /// <param name="batches">Ranges of each batch.</param>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public void Replay(params IEnumerable<IReadOnlyList<SourceRange>> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        Context.ThrowIfFrozen("Replay");
        _replays = new Queue<IReadOnlyList<SourceRange>>(batches);
    }

    /// <summary>
    /// The context starts; <paramref name="zeroTime"/> is one interval before the first batch time. Going on from a checkpoint, both are
    /// those of the first start.
    /// </summary>
    /// <param name="zeroTime">The zero time.</param>
    /// <param name="startTime">The moment of the start.</param>
    protected internal virtual void OnStart(BatchTime zeroTime, BatchTime startTime)
    {
    }

    /// <summary>The context stops.</summary>
    protected internal virtual void OnStop()
    {
    }

    /// <summary>Records, or a text source, for a batch time; called once for each. Return an empty list for no records.</summary>
    /// <param name="time">The batch time.</param>
    protected abstract InputBatch<T> Read(BatchTime time);

    /// <summary>
    /// What the batch of a time reads, asked for after <see cref="Read"/>: written to the log before the batch's outputs run, so that a
    /// restart can read the same again. Null, unless overridden: it cannot be read again.
    /// </summary>
    /// <param name="time">The batch time.</param>
    protected virtual IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => null;

    /// <summary>
    /// Reads once more what a batch of an earlier life read; called instead of <see cref="Read"/>, in the order of batch times, before it.
    /// Without an override, a batch that is run again has no records of this input.
    /// </summary>
    /// <param name="time">The batch time.</param>
    /// <param name="ranges">What <see cref="RangesOf"/> gave for it.</param>
    protected virtual InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges) => InputBatch<T>.Of([], 1);

    /// <summary>
    /// What this input must know after a restart beside its ranges, for example which files it has read: a few kilobytes, written into
    /// every checkpoint. Nothing, unless overridden.
    /// </summary>
    /// <param name="output">Where to.</param>
    protected virtual void Save(IBufferWriter<byte> output)
    {
    }

    /// <summary>Takes in what <see cref="Save"/> wrote, before <see cref="OnStart"/>.</summary>
    /// <param name="saved">All that was written.</param>
    protected virtual void Load(ReadOnlySpan<byte> saved)
    {
    }

    /// <summary>
    /// What batches up to a time have read is not asked for again: two checkpoints on disk have it, the newer of which may be damaged
    /// later. In a context without a checkpoint directory: their outputs are done, and no batch has failed. A source that keeps for us
    /// what we have not confirmed may let it go. On the driver, between batches.
    /// </summary>
    /// <param name="last">The last of these batches.</param>
    protected virtual void OnReleased(BatchTime last)
    {
    }

    /// <summary>Logs a problem of this input that does not fail the batch.</summary>
    /// <param name="message">What happened and how to correct it.</param>
    protected void Report(string message) => Log.InputReported(_logger, OperatorName, message);

    /// <summary>Counts, logs and diverts something that could not be taken. Nothing is lost silently.</summary>
    /// <param name="letter">The letter.</param>
    protected void DeadLetter(DeadLetter letter) => Context.Letters.Post(letter, _logger);

    /// <summary>
    /// Reads a source beside the batches, until it has no more or the stop: whatever ends a connection is logged, and after a wait a new
    /// one is opened. Nothing that <paramref name="read"/> throws ends it silently.
    /// </summary>
    /// <param name="read">Connects and reads: returns when the source has no more, throws when the connection ends.</param>
    /// <param name="explain">What a failure means; null for one that was not foreseen, which is logged with its type.</param>
    /// <param name="backoff">How long to wait; one without an end. <paramref name="read"/> says when it has succeeded.</param>
    /// <param name="stop">Ends it.</param>
    protected async Task KeepReadingAsync(Func<CancellationToken, Task> read, Func<Exception, string?> explain, Backoff backoff,
        CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(explain);
        ArgumentNullException.ThrowIfNull(backoff);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await read(stop).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Report(explain(failure) ?? $"{OperatorName}: {failure.GetType().Name}: {failure.Message} A new connection is tried.");
            }

            Task wait = backoff.WaitAsync(stop).AsTask(); // of a Task with a result nothing can be suppressed
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal sealed override void OnContextStart(BatchTime zeroTime, BatchTime startTime)
    {
        _rate = ReceiverRate.Of(Context.Options, Context.BatchInterval, static () => false);
        OnStart(zeroTime, startTime);
    }

    internal sealed override void OnContextStop() => OnStop();

    void IReadAgain.ReadAt(BatchTime time) => GetOrCompute(time);

    void IPacedInput.Learn(BatchInfo batch)
    {
        if (_rate is not null && batch.Inputs.FirstOrDefault(input => input.StreamId == _streamId) is { } input)
        {
            _rate.Learn(batch, input.Records);
        }
    }

    void IReadAgain.Release(BatchTime last) => OnReleased(last);

    IReadOnlyList<SourceRange>? IReadAgain.RangesAt(BatchTime time) => _last.Time == time ? RangesAt(time) : null;

    internal sealed override Recoverable CreateRecoverable(OperatorPlace place) => new InputRecovery(place, OperatorName, Save, Load);

    internal sealed override Batch<T>? Compute(BatchTime time)
    {
        if ((_last.Time == time ? _last.Batch : _beforeLast.Time == time ? _beforeLast.Batch : null) is { } known
            && (known.Owner is null || time >= Context.OldestRemembered))
        {
            return known.ToBatch(Context.Graph.ScopeOf(time)); // for Slice: each time is read once
        }

        if (time < Context.OldestRemembered)
        {
            // Slice; texts are read while their batch lives
            throw new InvalidOperationException($"What {OperatorName} gave at {time} ended with its batch.");
        }

        InputBatch<T> batch = Context.Again is not { } again ? ReadNext(time)
            : Context.Graph.RangesOf(this, again) is { } ranges ? ReadAgain(time, ranges)
            : InputBatch<T>.Of([], 1);
        _hasRead = true;
        (_beforeLast, _last) = (_last, (time, batch.OutlivesBatch ? batch : null));
        if (batch.Records is { } records)
        {
            Context.Report.Add(time, _streamId, OperatorName, records);
        }

        BatchScope scope = Context.Graph.ScopeOf(time);
        if (batch.Owner is { } owner)
        {
            scope.OnRelease(owner.Dispose);
        }

        return batch.ToBatch(scope);
    }

    private InputBatch<T> ReadNext(BatchTime time)
    {
        if (_replays is null || !_replays.TryDequeue(out IReadOnlyList<SourceRange>? ranges))
        {
            return Read(time);
        }

        _replayed = (time, ranges);
        return ReadAgain(time, ranges);
    }

    private IReadOnlyList<SourceRange>? RangesAt(BatchTime time) =>
        _replayed.Ranges is { } again && _replayed.Time == time ? again : RangesOf(time);
}
