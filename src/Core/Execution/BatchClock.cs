namespace HotStream;

/// <summary>
/// Says when batches close: at every multiple of the interval since the epoch. A boundary that could not be announced in time (the thread
/// slept, the clock jumped) is announced late but never left out and never shifted. On the system clock a thread of its own keeps
/// intervals down to a millisecond; any other <see cref="TimeProvider"/> is asked for a timer.
/// </summary>
internal sealed class BatchClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _interval;
    private readonly Action<BatchTime> _onBoundary;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Thread? _thread;
    private long _next;
    private bool _stopped;

    public BatchClock(TimeProvider time, long intervalMilliseconds, Action<BatchTime> onBoundary)
    {
        _time = time;
        _interval = intervalMilliseconds;
        _onBoundary = onBoundary;
    }

    /// <summary>The first boundary after a moment.</summary>
    public static long FirstAfter(long milliseconds, long interval) => (Math.DivRem(milliseconds, interval, out long rest) - (rest < 0 ? 1 : 0) + 1) * interval;

    /// <summary>Starts announcing from <paramref name="first"/> on.</summary>
    public void Start(BatchTime first)
    {
        _next = first.Milliseconds;
        if (_time == TimeProvider.System)
        {
            _thread = new Thread(Loop) { IsBackground = true, Name = "hotstream-clock", Priority = ThreadPriority.AboveNormal };
            _thread.Start();
        }
        else
        {
            _timer = _time.CreateTimer(static state => ((BatchClock)state!).OnTimer(), this, UntilNext(), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Stops announcing; returns the boundary that would have come next.</summary>
    public BatchTime Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _timer?.Dispose();
            return new BatchTime(_next);
        }
    }

    public void Dispose()
    {
        Stop();
        if (_thread is not null && _thread != Thread.CurrentThread)
        {
            _thread.Join();
        }
    }

    private void OnTimer()
    {
        Announce();
        lock (_gate)
        {
            if (!_stopped)
            {
                _timer?.Change(UntilNext(), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Announce()
    {
        lock (_gate)
        {
            long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            while (!_stopped && _next <= now)
            {
                _onBoundary(new BatchTime(_next));
                _next += _interval;
            }
        }
    }

    private void Loop()
    {
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
            {
                if (_stopped)
                {
                    return;
                }

                wait = UntilNext();
            }

            PreciseSleep.For(wait < TimeSpan.FromMilliseconds(50) ? wait : TimeSpan.FromMilliseconds(50)); // short, so that a stop is seen
            Announce();
        }
    }

    private TimeSpan UntilNext()
    {
        TimeSpan wait = DateTimeOffset.FromUnixTimeMilliseconds(_next) - _time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
