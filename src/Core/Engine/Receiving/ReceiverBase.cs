namespace HotStream;

/// <summary>
/// The life of a receiver, whatever it stores: started by the engine on a thread of its own, restarted with growing delay when it asks
/// for that or throws, stopped by the engine or by itself. Derive from <see cref="Receiver{T}"/> or <see cref="TextReceiver"/>.
/// </summary>
public abstract class ReceiverBase
{
    private ReceiverSupervisor? _supervisor;

    private protected ReceiverBase()
    {
    }

    /// <summary>Name in logs, metrics and dead letters.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Cancelled when this receiver should stop: because the engine stops, or because it is about to be restarted.</summary>
    protected internal CancellationToken Stopping => Supervisor.Stopping;

    /// <summary>Whether the receiver should stop.</summary>
    protected bool IsStopped => Stopping.IsCancellationRequested;

    internal bool IsStopping => Stopping.IsCancellationRequested;

    /// <summary>The budget of received but unprocessed bytes, shared by all receivers of the context.</summary>
    protected internal MemoryBudget Budget => Supervisor.Budget;

    /// <summary>How small the blocks must be that are handed over now; null for no limit.</summary>
    internal PoisonSearch? Search { get; set; }

    internal ReceiverSupervisor Supervisor => _supervisor
        ?? throw new InvalidOperationException(
            $"Receiver {Name} is not running: pass it to StreamingContext.ReceiverStream and start the context.");

    /// <summary>
    /// Spark's way: start threads or callbacks of your own that store, and return at once. They end when <see cref="OnStop"/> is called.
    /// Override this, <see cref="Run"/> or <see cref="RunAsync"/>. Throwing restarts the receiver.
    /// </summary>
    protected virtual void OnStart()
    {
    }

    /// <summary>
    /// The simpler way: receive here until <see cref="Stopping"/> is cancelled; this is a thread of its own, so it may block. Returning
    /// early means that the source has ended and nothing more will come. Throwing restarts the receiver.
    /// </summary>
    protected internal virtual void Run()
    {
        OnStart();
        ReceiverLoop.Run(() => RunAsync(Stopping));
    }

    /// <summary>
    /// The asynchronous way: await what is to be received, store it, until the token is cancelled. What follows an <c>await</c> runs on the
    /// receiver's own thread again (without <c>ConfigureAwait(false)</c>), so storing may wait for room. Returning early means that the
    /// source has ended and nothing more will come. Throwing restarts the receiver.
    /// </summary>
    /// <param name="stopping">Cancelled when the receiver should stop; <see cref="Stopping"/>.</param>
    protected virtual async Task RunAsync(CancellationToken stopping) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>
    /// Frees what <see cref="Run"/> waits on, or ends what <see cref="OnStart"/> started: for example closes the socket. Called from
    /// another thread, possibly more than once.
    /// </summary>
    protected internal virtual void OnStop()
    {
    }

    /// <summary>
    /// A batch that took what this receiver had stored by then is done: all outputs of the context for that time have run. Called on the
    /// driver after every batch, in order, whether or not it holds anything of this receiver's, before the next one begins; must be quick,
    /// so wake a thread that acknowledges. What it throws is reported. Not called any more once the context stops without grace.
    /// </summary>
    /// <param name="time">The batch.</param>
    /// <param name="succeeded">Whether no output of the batch failed: what it held is then durable as far as the outputs are.</param>
    protected internal virtual void OnBatchDone(BatchTime time, bool succeeded)
    {
    }

    /// <summary>
    /// The context has stopped: <see cref="Run"/> has ended and no batch will be done any more. Closes what had been kept open to
    /// acknowledge the last batches of a graceful stop. Called once, on the thread that stops the context.
    /// </summary>
    protected internal virtual void OnClosed()
    {
    }

    /// <summary>Logs a problem that does not stop the receiver.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="exception">The cause, when there is one.</param>
    protected void ReportError(string message, Exception? exception = null) => Supervisor.ReportError(message, exception);

    /// <summary>
    /// Counts records that were lost before they could be stored, by the system or the source, in <c>hotstream.records.dropped</c>.
    /// </summary>
    /// <param name="records">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    protected void ReportDropped(long records)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        EngineMetrics.Dropped(Name, records);
    }

    /// <summary>Counts and diverts something that could not be taken. Nothing is lost silently.</summary>
    /// <param name="letter">The letter.</param>
    protected void DeadLetter(DeadLetter letter) => Supervisor.DeadLetter(letter);

    /// <summary>Asks for a stop and a new start after a delay; returns at once.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="exception">The cause, when there is one.</param>
    protected void Restart(string reason, Exception? exception = null) => Supervisor.Restart(reason, exception);

    /// <summary>Says that something was received, so that the delay before the next restart starts from its beginning again.</summary>
    protected void ReportProgress() => Supervisor.ReportProgress();

    /// <summary>Stops this receiver for good; the context goes on.</summary>
    /// <param name="reason">Why.</param>
    protected void Stop(string reason) => Supervisor.StopItself(reason);

    internal void Attach(ReceiverSupervisor supervisor) => _supervisor = supervisor;
}
