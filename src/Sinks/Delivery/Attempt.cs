namespace HotStream.Sinks;

/// <summary>The time and the token of one attempt of a request, its answer included.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly CancellationToken _cancel;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;

    public Attempt(TimeSpan timeout, TimeProvider clock, CancellationToken cancel)
    {
        _cancel = cancel;
        _timeout = new CancellationTokenSource(timeout, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, _timeout.Token);
    }

    public CancellationToken Token => _linked.Token;

    public bool HasTimedOut => _timeout.IsCancellationRequested && !_cancel.IsCancellationRequested;

    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
