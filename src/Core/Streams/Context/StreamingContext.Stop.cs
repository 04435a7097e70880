namespace HotStream;

/// <content>Stop: one deadline for everything.</content>
public sealed partial class StreamingContext
{
    private Thread? _stopThread;
    private bool _isMarkedStopped;
    private bool _stopsTakenOver; // driver
    private volatile string _stopWaitsFor = "what it holds";

    /// <summary>Stops the context: see <see cref="StopAsync"/>. A second call returns when the first one does.</summary>
    /// <param name="graceful">Whether to finish what was received first.</param>
    /// <exception cref="InvalidOperationException">Called from inside an output or a listener.</exception>
    public void Stop(bool graceful = false)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = State != StreamingContextState.Stopped && !_stopping;
            if (isFirst)
            {
                ThrowIfInsideBatch();
                _stopping = true;
            }
        }

        if (!isFirst)
        {
            Log.Ignored(_logger, Name, "stopped");
            if (!IsInsideBatch && !Listeners.IsCurrent && Thread.CurrentThread != _stopThread)
            {
                _ended.Task.Wait(); // bounded as the first stop is
            }

            return;
        }

        StopDeadline deadline = NewDeadline();
        Thread caller = Thread.CurrentThread;
        _stopThread = new Thread(() => StopRunning(graceful, deadline, caller)) { IsBackground = true, Name = "hotstream-stop" };
        _stopThread.UnsafeStart();
        if (!_stopThread.Join(deadline.LeftToGiveUp))
        {
            Log.StopGaveUp(_logger, Name, deadline.Timeout.TotalSeconds, _stopWaitsFor);
        }

        MarkStopped(deadline);
        Log.Stopped(_logger, Name);
    }

    /// <summary>
    /// Stops the context, in whatever state it is; a second stop is harmless and ends when the first one does. Gracefully: inputs stop
    /// first, what they received becomes a last batch, and all batches finish. Otherwise only the batch that is running finishes. Either
    /// takes at most <see cref="StreamingOptions.GracefulStopTimeout"/>: then receivers, asynchronous functions and sinks are cancelled,
    /// and what has not ended a second later is named in the log and left alone.
    /// </summary>
    /// <param name="graceful">Whether to finish what was received first.</param>
    /// <exception cref="InvalidOperationException">Called from inside an output or a listener: awaiting it there
    /// would wait for ever.</exception>
    public Task StopAsync(bool graceful = false)
    {
        if (State != StreamingContextState.Stopped)
        {
            ThrowIfInsideBatch();
        }

        return Task.Factory.StartNew(() => Stop(graceful), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Stops at once if the context is not stopped yet.</summary>
    public void Dispose()
    {
        if (State != StreamingContextState.Stopped)
        {
            Stop();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (State != StreamingContextState.Stopped)
        {
            await StopAsync().ConfigureAwait(false);
        }
    }

    private bool IsInsideBatch => _scheduler?.IsCurrent == true || AsyncFunctions.IsCurrent;

    private void ThrowIfInsideBatch()
    {
        if (IsInsideBatch || Listeners.IsCurrent)
        {
            throw new InvalidOperationException(
                "Stop was called from inside an output or a listener, which the stop would wait for. Cancel RunAsync's token, "
                + "or stop from another thread.");
        }
    }

    /// <summary>
    /// On a thread of its own, so that whoever called the stop need not wait for what hangs. Each thing is let go of only when nobody uses
    /// it any more: memory that a hanging function reads is not freed below it, but when the function returns, or with the process.
    /// </summary>
    private void StopRunning(bool graceful, StopDeadline deadline, Thread caller)
    {
        try
        {
            if (_scheduler is not null)
            {
                if (graceful)
                {
                    Drain(deadline, caller);
                }

                CancelTermination(); // the driver may be waiting for a reader who waits for this stop
                _clock!.Dispose();
                Graph.Receivers.ForEach(static receiver => receiver.BeginStop(graceful: false));
                _stopWaitsFor = "the batch that runs, its functions and sinks";
                _scheduler.Dispose();
                CloseRecovery(graceful && _scheduler.Waiting == 0, deadline.Left);
                _stopWaitsFor = "receivers";
                Graph.Receivers.ForEach(receiver => receiver.AwaitEnd(deadline.LeftToGiveUp / 2, caller));
                foreach (StreamNode node in Graph.Nodes)
                {
                    _stopWaitsFor = node.OperatorName;
                    StopNode(node);
                }
            }

            End(deadline);
        }
        catch (Exception failure)
        {
            Log.ReleaseFailed(_logger, Name, failure);
            MarkStopped(deadline);
        }
    }

    /// <summary>Driver: another process goes on with the query; a stop waits for the driver, so it is another thread's.</summary>
    private void StopWhenTakenOver() =>
        new Thread(() => Stop()) { IsBackground = true, Name = "hotstream-taken-over" }.UnsafeStart();

    private StopDeadline NewDeadline() =>
        new(Options.GracefulStopTimeout ?? TimeSpan.FromMilliseconds(Math.Max(10 * IntervalMilliseconds, 10_000)));

    private void StopNode(StreamNode node)
    {
        try
        {
            node.OnContextStop();
        }
        catch (Exception failure)
        {
            Log.ReleaseFailed(_logger, Name, failure); // the others are released all the same
        }
    }

    private void CancelTermination()
    {
        try
        {
            _termination.Cancel();
        }
        catch (Exception failure)
        {
            Log.ReleaseFailed(_logger, Name, failure); // what somebody registered with the token threw
        }
    }

    private void Drain(StopDeadline deadline, Thread caller)
    {
        _stopWaitsFor = "receivers";
        Graph.Receivers.ForEach(static receiver => receiver.BeginStop(graceful: true));
        // the other half is for the batches of what they stored
        Graph.Receivers.ForEach(receiver => receiver.AwaitEnd(deadline.HalfLeft, caller));
        _stopWaitsFor = "batches that are due";
        BatchTime next = _clock!.Stop();
        bool finished = _scheduler!.WaitUntilIdle(deadline.Left);
        while (finished && Graph.Receivers.Exists(static receiver => receiver.HasData))
        {
            OnBoundary(next); // what arrived since the last boundary need not wait for the next one
            next = new BatchTime(next.Milliseconds + IntervalMilliseconds);
            finished = _scheduler.WaitUntilIdle(deadline.Left);
        }

        _stopWaitsFor = "batches that wait for slow sinks";
        _slowOutputs.ForEach(output => output.AwaitEmpty(deadline.Left)); // what is left is reported when the output ends
        if (!finished)
        {
            Log.DrainTimedOut(_logger, Name, deadline.Timeout.TotalSeconds, _scheduler.Waiting);
        }
    }

    private void End(StopDeadline deadline)
    {
        State = StreamingContextState.Stopped;
        CancelTermination();
        _stopWaitsFor = "the checkpoint that is being written";
        _recovery?.Dispose();
        _stopWaitsFor = "workers";
        Graph.Dispose();
        _stopWaitsFor = "sinks that are closed";
        _held.ForEach(Release);
        _held.Clear();
        _stopWaitsFor = "listeners";
        MarkStopped(deadline);
    }

    /// <summary>The context counts as stopped from now on, whatever still hangs.</summary>
    private void MarkStopped(StopDeadline deadline)
    {
        if (Interlocked.Exchange(ref _isMarkedStopped, true))
        {
            return;
        }

        State = StreamingContextState.Stopped;
        Interlocked.CompareExchange(ref s_active, null, this);
        StopObserving(deadline);
        Logs.LogHeldBack(all: true);
        _ended.TrySetResult();
    }

    private void Release(IDisposable held)
    {
        try
        {
            held.Dispose();
        }
        catch (Exception failure)
        {
            Log.ReleaseFailed(_logger, Name, failure); // the context is stopped all the same
        }
    }
}
