using System.Diagnostics;

namespace HotStream;

/// <content>One batch after another.</content>
public sealed partial class StreamingContext : IBatchClockOwner
{
    private readonly List<(int Index, IOutput Output, Exception? Failure)> _generated = [];
    private readonly List<Exception> _causes = []; // of the batch's failures
    private StallWatch? _stalls;

    bool IBatchClockOwner.HasRoom => _scheduler!.Unbegun < JobScheduler.MostUnbegun;

    void IBatchClockOwner.OnBoundary(BatchTime time) => OnBoundary(time);

    void IBatchClockOwner.OnSkipped(BatchTime first, BatchTime last, long count)
    {
        Graph.Skip(first, last);
        Log.BatchesSkipped(_logger, Name, count, first.ToDateTimeOffset(), last.ToDateTimeOffset());
    }

    void IBatchClockOwner.OnWallClockWentBack(BatchTime next, TimeSpan by, TimeSpan ahead) =>
        Log.WallClockWentBack(_logger, Name, by, next.ToDateTimeOffset(), ahead);

    void IBatchClockOwner.OnClockFailed(Exception failure) => Log.ClockFailed(_logger, Name, failure);

    internal void OnWorkerFailed(Exception failure)
    {
        Log.WorkerFailed(_logger, Name, failure);
        _failed.TrySetResult(failure);
    }

    /// <summary>Clock: notes how much every input has and puts the batch in the queue.</summary>
    private void OnBoundary(BatchTime time)
    {
        foreach (IReceiverInput receiver in Graph.Receivers)
        {
            receiver.MarkBoundary();
        }

        var due = new DueBatch(time, Options.TimeProvider.GetUtcNow(), Options.TimeProvider.GetTimestamp());
        if (Listeners.Any)
        {
            Listeners.Post(static (listener, batch) => listener.OnBatchSubmitted((BatchInfo)batch), new BatchInfo(due, [], []));
        }

        _scheduler!.Enqueue(due);
    }

    /// <summary>Driver: one batch, and whatever it throws ends here.</summary>
    private void RunBatch(DueBatch due)
    {
        try
        {
            _stalls!.Begin(due.Time);
            Process(due);
        }
        catch (Exception cause)
        {
            Fail("the engine", due.Time, cause);
            LiveReceivers.ForEach(receiver => receiver.Settle(due.Time, succeeded: false));
            if (_recovery is { IsTakenOver: true } && !_stopsTakenOver)
            {
                _stopsTakenOver = true;
                StopWhenTakenOver();
            }
        }

        _stalls!.End();
        Again = null;
        Logs.LogHeldBack();
    }

    /// <summary>
    /// Closes the inputs' batch, generates all outputs' jobs, then runs them in order, unless one could not be
    /// generated: as in Spark, none runs then.
    /// </summary>
    private void Process(DueBatch due)
    {
        BatchTime time = due.Time;
        Activity? activity = EngineTracing.StartBatch(Name, time.Milliseconds);
        Report.Begin(due);
        Shared.Begin(time);
        var next = new BatchTime(time.Milliseconds + IntervalMilliseconds);
        Poison.Begin();
        _causes.Clear();
        long received = 0;
        long sentAgain = 0;
        Again = _runAgain.Remove(time, out LoggedBatch? again) ? again : null;
        _stalls!.Note("closing its inputs");
        foreach (IReceiverInput receiver in LiveReceivers)
        {
            long records = receiver.Close(time, next);
            Report.Add(time, receiver.StreamId, receiver.OperatorName, records);
            received += records;
            sentAgain += receiver.SendsAgain ? records : 0;
        }

        if (Listeners.Any)
        {
            Listeners.Post(static (listener, batch) => listener.OnBatchStarted((BatchInfo)batch), Report.Peek()!);
        }

        LastGenerated = time;
        _stalls.Note("the log of batches");
        bool isNoted = TryNoteBatch(time);
        _stalls.Note("windows and state");
        Graph.Advance(time);
        _generated.Clear();
        for (int i = 0; i < Graph.Outputs.Count; i++)
        {
            Generate(i, Graph.Outputs[i], time);
        }

        bool succeeded = true;
        bool isWhole = _generated.TrueForAll(static generated => generated.Failure is not BatchFailedException { IsOfGeneration: true });
        if (!isNoted)
        {
            _stalls.Note("the log of batches");
            NoteBatch(_recovery!, time);
        }

        foreach ((int index, IOutput output, Exception? failure) in _generated)
        {
            bool isTrained = output.Learner is not null;
#if HOTSTREAM_TWIN
            isTrained &= !Twin.TrainsOnNewOnly;
#endif
            if (Again is not { Outcome: BatchEvent.Committed } || failure is not null || isTrained)
            {
                succeeded &= (isWhole || failure is not null) && RunOutput(index, output, time, failure);
            }
        }

        _stalls.Note("the log of batches");
        NoteOutcome(time, succeeded);

        if (succeeded)
        {
            Poison.Succeeded(sentAgain);
        }
        else
        {
            Poison.Failed(sentAgain, received, _causes);
        }

        OldestRemembered = new BatchTime(next.Milliseconds - _rememberMilliseconds);
        Graph.ReleaseBefore(OldestRemembered);
        Shared.End(OldestRemembered);
        foreach (IReceiverInput receiver in LiveReceivers)
        {
            receiver.Settle(time, succeeded);
        }

        Complete(Report.End(), activity);
        if (succeeded)
        {
            _stalls.Note("a checkpoint");
            TakeCheckpoint(time); // what is run again is not lost in the next life
        }
    }

    private void Generate(int index, IOutput output, BatchTime time)
    {
        _stalls!.Note("computing output", output.Name);
        try
        {
            if (Graph.Generate(output, time))
            {
                _generated.Add((index, output, null));
            }
        }
        catch (Exception cause)
        {
            _generated.Add((index, output, Fail(output.Name, time, cause)));
        }
    }

    /// <summary>
    /// Runs an output, unless it has failed already when its batch was generated, says how it went, and returns whether it succeeded.
    /// </summary>
    private bool RunOutput(int index, IOutput output, BatchTime time, Exception? failure)
    {
        _stalls!.Note("output", output.Name);
        Activity? activity = EngineTracing.StartOutput(output.Name, index);
        long started = Report.BeginOutput();
        if (Listeners.Any)
        {
            Listeners.Post(static (listener, operation) => listener.OnOutputOperationStarted((OutputOperationInfo)operation),
                Report.Output(index, output.Name, started));
        }

        try
        {
            if (failure is null)
            {
                output.Run();
            }
        }
        catch (Exception cause)
        {
            failure = Fail(output.Name, time, cause);
        }

        OutputOperationInfo info = Report.EndOutput(index, output.Name, started, failure);
        Listeners.Post(static (listener, operation) => listener.OnOutputOperationCompleted((OutputOperationInfo)operation), info);
        EngineMetrics.OutputCompleted(Name, output.Name, info.Duration!.Value);
        EngineTracing.EndOutput(activity, failure);
        return failure is null;
    }

    private Exception Fail(string output, BatchTime time, Exception cause)
    {
        EngineMetrics.BatchFailed(Name);
        Exception failure = cause as BatchFailedException ?? new BatchFailedException(output, time, -1, cause);
        Log.OutputFailed(_logger, output, time, failure);
        _failed.TrySetResult(failure);
        _causes.Add(failure);
        return failure;
    }

    private void Complete(BatchInfo info, Activity? activity)
    {
        EngineTracing.EndBatch(activity, info.Records, info.Failures);
        EngineMetrics.BatchCompleted(Name, info.Records, info.SchedulingDelay!.Value, info.ProcessingTime!.Value);
        for (int i = 0; i < info.Inputs.Count; i++)
        {
            EngineMetrics.Received(Name, info.Inputs[i].Name, info.Inputs[i].Records);
        }

        foreach (IReceiverInput receiver in LiveReceivers)
        {
            receiver.Learn(info);
        }

        for (int i = 0; i < Graph.Read.Count && Again is null; i++)
        {
            (Graph.Read[i] as IPacedInput)?.Learn(info);
        }

        _progress.Add(info);
        foreach (Action<BatchInfo> completed in Delegate.EnumerateInvocationList(_batchCompleted))
        {
            try
            {
                completed(info);
            }
            catch (Exception failure)
            {
                Log.ListenerFailed(_logger, info.Time, failure);
            }
        }

        Listeners.Post(static (listener, batch) => listener.OnBatchCompleted((BatchInfo)batch), info);
    }
}
