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

    /// <summary>
    /// What a thread does that works while there is something, looks a few times more, and sleeps then until it is woken; until it is over.
    /// </summary>
    /// <param name="work">Does what there is; returns whether there was anything.</param>
    /// <param name="isOver">Whether the thread is to end.</param>
    /// <param name="attempts">How often it looks before it sleeps.</param>
    public void Loop(Func<bool> work, Func<bool> isOver, int attempts)
    {
        int idle = 0;
        while (!isOver())
        {
            if (work())
            {
                idle = 0;
            }
            else if (idle < attempts)
            {
                YieldWaiting.Pause(idle++);
            }
            else
            {
                Announce();
                if (work() || isOver())
                {
                    Withdraw();
                    idle = 0;
                }
                else
                {
                    Park(timeoutMilliseconds: 100);
                }
            }
        }
    }

    public void Dispose() => _signal.Dispose();
}
