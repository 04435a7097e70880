using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Keeps one receiver alive: runs it on a thread of its own, starts it again after it threw or asked for it (delay doubling from the
/// first delay to thirty times that, back to the first once something was received), and stops it with the engine.
/// </summary>
internal sealed class ReceiverSupervisor(
    ReceiverBase receiver, MemoryBudget budget, TimeSpan firstDelay, ILogger logger, DeadLetterOutput letters,
    IReceiverWatcher? watcher = null)
{
    private const int SlowestFactor = 30;
    private const string EngineStops = "the context stops";

    private readonly CancellationTokenSource _engineStops = new();
    private readonly CancellationTokenSource _aborts = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource _runStops = new();
    private Thread? _thread;
    private (string Reason, Exception? Cause)? _restart;
    private string? _stopReason;
    private int _failuresInARow;
    private volatile bool _hasEnded;

    public MemoryBudget Budget { get; } = budget;

    public CancellationToken Stopping => _runStops.Token;

    /// <summary>Cancelled when even what was received already is to be given up.</summary>
    public CancellationToken Aborting => _aborts.Token;

    /// <summary>Times the receiver was started again.</summary>
    public int Restarts { get; private set; }

    public void Start()
    {
        receiver.Attach(this);
        _runStops = CancellationTokenSource.CreateLinkedTokenSource(_engineStops.Token);
        _thread = new Thread(Loop) { IsBackground = true, Name = $"hotstream-receiver-{receiver.Name}" };
        _thread.Start();
    }

    public void ReportError(string message, Exception? exception)
    {
        Log.ReceiverReported(logger, receiver.Name, message, exception);
        watcher?.OnError(message, exception, isRunning: !_hasEnded);
    }

    public int DeadLetterBytesMax => letters.BytesMax;

    public void DeadLetter(DeadLetter letter) => letters.Post(letter, logger);

    public void ReportProgress() => Volatile.Write(ref _failuresInARow, 0);

    public void Restart(string reason, Exception? exception)
    {
        lock (_gate)
        {
            _restart = (reason, exception);
        }

        EndRun();
    }

    public void StopItself(string reason)
    {
        lock (_gate)
        {
            _stopReason = reason;
        }

        EndRun();
    }

    /// <summary>Whether the receiver's thread has ended, or never began.</summary>
    public bool HasEnded => _thread is not { IsAlive: true };

    /// <summary>Asks the receiver to stop. Gracefully: what it has received already may still wait for room in a ring.</summary>
    public void BeginStop(bool graceful)
    {
        if (!graceful)
        {
            Try(_aborts.Cancel);
        }

        Try(_engineStops.Cancel);
        EndRun();
    }

    /// <summary>Waits for the receiver's thread, unless that is the one that asked for the stop.</summary>
    public void AwaitEnd(TimeSpan longest, Thread stopCaller)
    {
        if (_thread is not null && _thread != stopCaller && !_thread.Join(longest))
        {
            Log.ReceiverLeftAlone(logger, receiver.Name);
        }
    }

    private void EndRun()
    {
        Try(_runStops.Cancel);
        Try(receiver.OnStop);
    }

    /// <summary>Runs code of the receiver's, registered callbacks included; the stop goes on whatever it throws.</summary>
    private void Try(Action stop)
    {
        try
        {
            stop();
        }
        catch (Exception failure)
        {
            ReportError("stopping it threw", failure);
        }
    }

    private void CancelRun()
    {
        try
        {
            _runStops.Cancel();
        }
        catch (Exception failure)
        {
            ReportError("what it does when it is stopped threw", failure);
        }
    }

    private void Loop()
    {
        while (true)
        {
            Log.ReceiverStarted(logger, receiver.Name);
            watcher?.OnStarted(Restarts);
            (string Reason, Exception? Cause) ended = RunOnce();
            CancelRun(); // threads that the run left behind hear that it is over
            if (_engineStops.IsCancellationRequested || ended.Cause is null && ended.Reason.Length == 0)
            {
                SayStopped(_stopReason ?? (_engineStops.IsCancellationRequested ? EngineStops : "the source ended"));
                return;
            }

            TimeSpan delay = NextDelay();
            Log.ReceiverRestarting(logger, receiver.Name, delay.TotalMilliseconds, ended.Reason, ended.Cause);
            EngineMetrics.ReceiverRestarted(receiver.Name);
            watcher?.OnError(ended.Reason, ended.Cause, isRunning: false);
            if (_engineStops.Token.WaitHandle.WaitOne(delay))
            {
                SayStopped(EngineStops);
                return;
            }

            lock (_gate)
            {
                Restarts++;
                _restart = null;
                _runStops = CancellationTokenSource.CreateLinkedTokenSource(_engineStops.Token);
            }
        }
    }

    private void SayStopped(string reason)
    {
        _hasEnded = true;
        Log.ReceiverStopped(logger, receiver.Name, reason);
        watcher?.OnStopped(reason);
    }

    /// <summary>Why the run ended: an empty reason when it is over for good.</summary>
    private (string Reason, Exception? Cause) RunOnce()
    {
        try
        {
            receiver.Run();
        }
        catch (OperationCanceledException) when (_runStops.IsCancellationRequested)
        {
            // asked to end; the reason follows
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _restart ??= (failure.Message, failure);
            }
        }

        lock (_gate)
        {
            return _stopReason is null && _restart is { } restart ? restart : (string.Empty, null);
        }
    }

    private TimeSpan NextDelay()
    {
        int failures = Interlocked.Increment(ref _failuresInARow) - 1;
        double factor = Math.Min(Math.Pow(2, Math.Min(failures, 10)), SlowestFactor);
        // a little apart, so that many receivers do not return at once
        return firstDelay * factor * (1 + (Random.Shared.NextDouble() * 0.1));
    }
}
