using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Base of inputs that produce a batch when asked, without a receiver: files, queues, anything that can be listed at the batch time.
/// Derive from it to add one. Methods are called on the driver.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class InputDStream<T> : DStream<T>
{
    private readonly ILogger _logger;
    private readonly int _streamId;
    private (BatchTime Time, InputBatch<T>? Batch) _last;
    private (BatchTime Time, InputBatch<T>? Batch) _beforeLast;

    /// <summary>Creates the input.</summary>
    /// <param name="context">Its context, not started yet.</param>
    /// <param name="name">Name in messages.</param>
    protected InputDStream(StreamingContext context, string name)
        : base(context, [], name)
    {
        _logger = context.Logs.Get($"HotStream.Input.{name}");
        _streamId = context.Graph.NextInput();
    }

    /// <summary>The context starts; <paramref name="zeroTime"/> is one interval before the first batch time.</summary>
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

    /// <summary>Logs a problem of this input that does not fail the batch.</summary>
    /// <param name="message">What happened and how to correct it.</param>
    protected void Report(string message) => Log.InputReported(_logger, OperatorName, message);

    /// <summary>Counts, logs and diverts something that could not be taken. Nothing is lost silently.</summary>
    /// <param name="letter">The letter.</param>
    protected void DeadLetter(DeadLetter letter) => Context.Letters.Post(letter, _logger);

    internal sealed override void OnContextStart(BatchTime zeroTime, BatchTime startTime) => OnStart(zeroTime, startTime);

    internal sealed override void OnContextStop() => OnStop();

    internal sealed override Batch<T>? Compute(BatchTime time)
    {
        if ((_last.Time == time ? _last.Batch : _beforeLast.Time == time ? _beforeLast.Batch : null) is { } known)
        {
            return known.ToBatch(Context.Graph.ScopeOf(time)); // for Slice: each time is read once
        }

        if (time < Context.OldestRemembered)
        {
            // Slice; texts are read while their batch lives
            throw new InvalidOperationException($"What {OperatorName} gave at {time} ended with its batch.");
        }

        InputBatch<T> batch = Read(time);
        (_beforeLast, _last) = (_last, (time, batch.Records is null ? null : batch));
        if (batch.Records is { } records)
        {
            Context.Report.Add(time, _streamId, OperatorName, records);
        }

        return batch.ToBatch(Context.Graph.ScopeOf(time));
    }
}
