namespace HotStream;

/// <summary>
/// One connection of an <see cref="OutboxWriter{T}"/>, from its beginning to its end; it is never repaired, the writer makes another.
/// Derive from it: send what comes, and report what became of it, by number, from any thread. Messages that are not answered when it ends
/// go over the next one.
/// </summary>
public abstract class OutboxConnection
{
    private readonly TaskCompletionSource<Exception> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Outbox? _outbox;

    /// <summary>Why it has ended, once it has.</summary>
    internal Task<Exception> Ended => _ended.Task;

    /// <summary>Why the server ended it, when that was for one message that it will never take; else null.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>Why the server postponed a message last, as far as it says so.</summary>
    internal string? PostponedFor { get; private set; }

    /// <summary>Sends a message; one call at a time, in order. What it throws ends the connection.</summary>
    /// <param name="message">The message.</param>
    /// <param name="stop">Gives up.</param>
    protected internal abstract ValueTask SendAsync(OutboxMessage message, CancellationToken stop);

    /// <summary>Closes it, also when it has ended by itself. Once; must not throw, nor wait for long.</summary>
    protected internal abstract Task CloseAsync();

    /// <summary>The server has a message for good.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="andAllBefore">And all before it.</param>
    protected void Confirm(ulong number, bool andAllBefore = false) => _outbox?.Answered(this, number, andAllBefore, isTaken: true);

    /// <summary>The server does not take a message now: it is sent again, after a while, when all others are answered.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="andAllBefore">And all before it.</param>
    /// <param name="reason">Why, for the error if that goes on for too long; null when it does not say.</param>
    protected void Postpone(ulong number, bool andAllBefore = false, string? reason = null)
    {
        PostponedFor = reason ?? PostponedFor;
        _outbox?.Answered(this, number, andAllBefore, isTaken: false);
    }

    /// <summary>The server will never take a message: it becomes a dead letter.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="reason">Why, and how to correct it.</param>
    protected void Refuse(ulong number, string reason) => _outbox?.Refused(this, number, reason);

    /// <summary>The server has sent a message back, and confirms it after that.</summary>
    /// <param name="record">Its <see cref="OutboxMessage.Record"/>.</param>
    /// <param name="reason">Why it becomes a dead letter; null to send it again.</param>
    protected void Return(long record, string? reason) => _outbox?.Returned(this, record, reason);

    /// <summary>It has ended. Only the first call counts.</summary>
    /// <param name="why">Why; what its message says is logged.</param>
    /// <param name="refusal">Why, when the server ended it for one message that it will never take: messages then go one after the
    /// other, and the one that ends a connection again becomes a dead letter.</param>
    protected void End(Exception why, string? refusal = null)
    {
        if (!_ended.Task.IsCompleted)
        {
            Refusal = refusal;
            _ended.TrySetResult(why);
        }

        _outbox?.Signal();
    }

    internal void Attach(Outbox outbox)
    {
        _outbox = outbox;
        outbox.Connected(this);
    }
}
