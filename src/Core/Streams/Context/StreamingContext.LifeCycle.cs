using System.Runtime.ExceptionServices;

namespace HotStream;

/// <content>Start, wait, stop.</content>
public sealed partial class StreamingContext
{
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Freezes the graph and starts inputs, clock and jobs; returns at once. Ignored with a warning when the context is active already.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// There is no output, or a stream with state but no checkpoint directory: the context is then stopped for good. Or the context was
    /// stopped. Or another context is active: this one can be started later.
    /// </exception>
    /// <exception cref="InvalidDataException">So much of the checkpoint directory is damaged that nothing can go on from it.</exception>
    public void Start()
    {
        lock (_gate)
        {
            switch (State)
            {
                case StreamingContextState.Active:
                    Log.Ignored(_logger, Name, "active");
                    return;
                case StreamingContextState.Stopped:
                    throw new InvalidOperationException($"Context {Name} was stopped and cannot be started again; make a new one.");
            }

            if (Options.OneActivePerProcess && Interlocked.CompareExchange(ref s_active, this, null) is { } other)
            {
                throw new InvalidOperationException(
                    $"Context {other.Name} is active. Stop it first, or set StreamingOptions.OneActivePerProcess to false in both.");
            }

            if (Graph.Outputs.Count == 0)
            {
                End(NewDeadline());
                throw new InvalidOperationException(
                    $"Context {Name} has no output, so nothing would be computed: call Print, ForeachBatch or "
                    + "another output before Start.");
            }

            Graph.Freeze();
            if (_checkpointDirectory is null)
            {
                OrEnd(() =>
                {
                    ThrowIfCopiesAreOfNoUse();
                    return true;
                });
            }

            if (_checkpointDirectory is null && Graph.FindMustCheckpoint() is { } stateful)
            {
                End(NewDeadline());
                throw new InvalidOperationException(
                    $"{stateful.OperatorName} keeps state, but context {Name} has no checkpoint directory: call "
                    + "StreamingContext.Checkpoint(directory) before Start.");
            }

            long now = Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            RestoredRun? restored = _checkpointDirectory is null ? null : OpenRecovery(_checkpointDirectory);
            var first = new BatchTime(restored is null
                ? BatchClock.FirstAfter(now, IntervalMilliseconds)
                : restored.Last.Milliseconds + IntervalMilliseconds);
            ZeroTime = restored?.Zero ?? new BatchTime(first.Milliseconds - IntervalMilliseconds);
            var startTime = new BatchTime(restored?.Start.Milliseconds ?? now);
            OldestRemembered = restored?.Time ?? ZeroTime;
            LastGenerated = OldestRemembered;
            RestoreStreams(restored, startTime);
            StartSlowOutputs();
            WarnOfWhatIsNotCopied();
            if (!Remembers)
            {
                Graph.PlanAhead();
            }

            State = StreamingContextState.Active;
            _scheduler = new JobScheduler(RunBatch);
            _stalls = new StallWatch(
                Options.StallWarning ?? TimeSpan.FromMilliseconds(Math.Max(60_000, 2 * IntervalMilliseconds)),
                (time, what, running) => Log.BatchStalls(_logger, Name, time, running, what));
            _clock = new BatchClock(Options.TimeProvider, IntervalMilliseconds, Options.MissedBatchesMax, this);
            foreach (StreamNode node in Graph.Nodes)
            {
                node.OnContextStart(ZeroTime, startTime);
            }

            RunningSince = Options.TimeProvider.GetUtcNow();
            Listeners.Post(static (listener, time) => listener.OnStreamingStarted((DateTimeOffset)time), RunningSince);
            Observe();
            if (Options.TimeProvider is ISteppedClock stepped)
            {
                OnEnd(stepped.Enter(Name, AwaitDueBatches));
            }

            RunAgain(restored);
            _scheduler.Start();
            Graph.Receivers.ForEach(receiver => receiver.Start(first));
            _clock.Start(first);
            Log.Started(_logger, Name, first);
        }
    }

    /// <summary>
    /// <see cref="Start"/>, then waits until <paramref name="stop"/> is cancelled (drains gracefully) or the
    /// context stops or a batch fails.
    /// </summary>
    /// <param name="stop">Ends the run.</param>
    /// <exception cref="BatchFailedException">A batch failed; the context is stopped.</exception>
    public async Task RunAsync(CancellationToken stop = default)
    {
        Start();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stop.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled))
        {
            await Task.WhenAny(_ended.Task, _failed.Task, cancelled.Task).ConfigureAwait(false);
        }

        await StopAsync(graceful: !_failed.Task.IsCompleted).ConfigureAwait(false);
        ThrowIfFailed();
    }

    /// <summary>
    /// <see cref="RunAsync(CancellationToken)"/> that also ends by Ctrl-C and SIGTERM, gracefully, as a console program or a container
    /// wants it: what was received is finished, within <see cref="StreamingOptions.GracefulStopTimeout"/>. A second signal ends the process
    /// at once.
    /// </summary>
    /// <param name="stopOnSignals">Whether signals end the run; false leaves them to the program.</param>
    /// <param name="stop">Ends the run too.</param>
    /// <exception cref="BatchFailedException">A batch failed; the context is stopped.</exception>
    public async Task RunAsync(bool stopOnSignals, CancellationToken stop = default)
    {
        if (!stopOnSignals)
        {
            await RunAsync(stop).ConfigureAwait(false);
            return;
        }

        using var signals = new StopSignals(stop);
        await RunAsync(signals.Token).ConfigureAwait(false);
    }

    /// <summary>Waits until the context is stopped.</summary>
    /// <exception cref="BatchFailedException">A batch failed. The context goes on with later batches until somebody stops it.</exception>
    public void AwaitTermination() => AwaitTerminationOrTimeout(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until the context is stopped, at most so long.</summary>
    /// <param name="timeout">The longest wait.</param>
    /// <returns>True when stopped, false when time ran out.</returns>
    /// <exception cref="BatchFailedException">A batch failed. The context goes on with later batches until somebody stops it.</exception>
    public bool AwaitTerminationOrTimeout(TimeSpan timeout)
    {
        bool ended = Task.WaitAny([_ended.Task, _failed.Task], timeout) >= 0;
        ThrowIfFailed();
        return ended;
    }

    // Waits until the batches that fell due are finished and the listeners have heard of them; false when time ran out.
    internal bool AwaitDueBatches(TimeSpan timeout)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        return _scheduler is null
            || (_scheduler.WaitUntilIdle(timeout)
                && Listeners.WaitUntilDelivered(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64))));
    }

    private void MakeCheckpointDirectory(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            End(NewDeadline());
            throw new InvalidOperationException(
                $"The checkpoint directory {directory} of context {Name} cannot be made: {cause.Message}", cause);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failed.Task.IsCompletedSuccessfully)
        {
            ExceptionDispatchInfo.Throw(_failed.Task.Result);
        }
    }
}
