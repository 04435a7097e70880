namespace HotStream;

/// <summary>
/// One batch on its way into a sink: whether it has failed, of what, and the word for all its partitions to stop. Thread-safe.
/// </summary>
internal sealed class DeliveryAttempt(CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private Exception? _failure;
    private volatile bool _isOver;

    /// <summary>Cancelled when the batch has failed, or the context waits no longer.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Why it failed; the first reason.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Whether no more records are wanted.</summary>
    public bool IsOver => _isOver;

    public void Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref _failure, cause, null);
        End();
    }

    /// <summary>A partition ended early; whoever runs the partitions will say why.</summary>
    public void End()
    {
        if (!_isOver)
        {
            _isOver = true;
            _stopping.Cancel();
        }
    }

    public void Dispose() => _stopping.Dispose();
}
