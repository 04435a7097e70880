namespace HotStream;

/// <content>One batch after another.</content>
public sealed partial class StreamingContext
{
    private readonly List<IOutput> _generated = [];

    /// <summary>Clock: notes how much every input has and puts the batch in the queue.</summary>
    private void OnBoundary(BatchTime time)
    {
        foreach (IReceiverInput receiver in Graph.Receivers)
        {
            receiver.MarkBoundary();
        }

        _scheduler!.Enqueue(time);
    }

    /// <summary>Driver: closes the inputs' batch, generates all outputs' jobs, then runs them in order.</summary>
    private void RunBatch(BatchTime time)
    {
        DateTimeOffset due = time.ToDateTimeOffset();
        TimeSpan scheduling = Options.TimeProvider.GetUtcNow() - due;
        long started = Options.TimeProvider.GetTimestamp();
        var next = new BatchTime(time.Milliseconds + IntervalMilliseconds);
        long records = 0;
        foreach (IReceiverInput receiver in Graph.Receivers)
        {
            records += receiver.Close(time, next);
        }

        int failures = 0;
        LastGenerated = time;
        Graph.Advance(time);
        _generated.Clear();
        foreach (IOutput output in Graph.Outputs)
        {
            Guard(output, time, ref failures, static (context, output, time) =>
            {
                if (context.Graph.Generate(output, time))
                {
                    context._generated.Add(output);
                }
            });
        }

        foreach (IOutput output in _generated)
        {
            Guard(output, time, ref failures, static (_, output, _) => output.Run());
        }

        OldestRemembered = new BatchTime(next.Milliseconds - _rememberMilliseconds);
        Graph.ReleaseBefore(OldestRemembered);
        TimeSpan processing = Options.TimeProvider.GetElapsedTime(started);
        EngineMetrics.BatchCompleted(Name, records, scheduling, processing);
        Tell(new BatchInfo(time, records, scheduling > TimeSpan.Zero ? scheduling : TimeSpan.Zero, processing, failures));
    }

    private void Guard(IOutput output, BatchTime time, ref int failures, Action<StreamingContext, IOutput, BatchTime> work)
    {
        try
        {
            work(this, output, time);
        }
        catch (Exception cause)
        {
            failures++;
            EngineMetrics.BatchFailed(Name);
            Exception failure = cause as BatchFailedException ?? new BatchFailedException(output.Name, time, -1, cause);
            Log.OutputFailed(_logger, output.Name, time, failure);
            _failed.TrySetResult(failure);
        }
    }

    private void Tell(BatchInfo info)
    {
        try
        {
            BatchCompleted?.Invoke(info);
        }
        catch (Exception failure)
        {
            Log.ListenerFailed(_logger, info.Time, failure);
        }
    }
}
