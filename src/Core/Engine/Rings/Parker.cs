namespace HotStream;

/// <summary>
/// Puts one thread to sleep until another wakes it, without losing the wake-up. Protocol: the sleeper announces itself, looks once more
/// for work, and only then parks; the waker makes work visible first and looks for an announcement second. A full fence on each side
/// stands between its write and its read, so at least one of the two sees the other. A time-out bounds the damage of a mistake elsewhere.
/// </summary>
internal sealed class Parker : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, int.MaxValue);
    private int _announced;

    /// <summary>Announces that this thread is about to park. Look for work again before calling <see cref="Park"/>.</summary>
    public void Announce() => Interlocked.Exchange(ref _announced, 1);

    /// <summary>Takes the announcement back: work was found.</summary>
    public void Withdraw() => Interlocked.Exchange(ref _announced, 0);

    /// <summary>Sleeps until woken or until the time-out.</summary>
    public void Park(int timeoutMilliseconds)
    {
        _signal.Wait(timeoutMilliseconds);
        Withdraw();
    }

    /// <summary>Wakes the thread that announced itself, if any. Make the work visible before.</summary>
    public void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _announced) != 0 && Interlocked.Exchange(ref _announced, 0) != 0)
        {
            _signal.Release();
        }
    }

    public void Dispose() => _signal.Dispose();
}
