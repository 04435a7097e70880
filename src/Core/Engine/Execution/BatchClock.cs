namespace HotStream;

/// <summary>
/// Says when batches close: every interval of monotonic time, whatever anybody does to the wall clock. The wall clock only stamps. Law of
/// stamps: multiples of the interval, each later than the one before; the first is the wall clock's next multiple.
/// <para>Wall clock set back: stamps go on, one interval a batch, ahead of it from then on. Set forward by an interval or more, or
/// boundaries missed because thread, process or machine stood still: at most so many batches are made up at once, the rest are skipped and
/// reported. Steps below an interval move no stamp; steady drift between the clocks is followed. On the system clock a thread of its
/// own keeps intervals down to a millisecond; any other <see cref="TimeProvider"/> is asked for a timer.</para>
/// </summary>
internal sealed class BatchClock : IDisposable
{
    private const int DriftFraction = 1000; // of an interval; more from one boundary to the next is a step
    private static readonly TimeSpan s_shortSleep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(50); // short, so that a stop is seen

    private readonly TimeProvider _time;
    private readonly long _interval;
    private readonly TimeSpan _intervalTime;
    private readonly int _mostMadeUp;
    private readonly IBatchClockOwner _owner;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Thread? _thread;
    private long _origin; // timestamp from which monotonic time is counted
    private TimeSpan _due; // monotonic time of the next boundary
    private TimeSpan _lead; // how far stamps are ahead of the wall clock
    private long _next; // its stamp
    private volatile bool _stopped;

    public BatchClock(TimeProvider time, long intervalMilliseconds, int mostMadeUp, IBatchClockOwner owner)
    {
        _time = time;
        _interval = intervalMilliseconds;
        _intervalTime = TimeSpan.FromMilliseconds(intervalMilliseconds);
        _mostMadeUp = mostMadeUp;
        _owner = owner;
    }

    /// <summary>The first boundary after a moment.</summary>
    public static long FirstAfter(long milliseconds, long interval) =>
        (Math.DivRem(milliseconds, interval, out long rest) - (rest < 0 ? 1 : 0) + 1) * interval;

    /// <summary>
    /// Starts announcing from <paramref name="first"/> on: the first boundary after the wall clock; or, going on from an earlier life, the
    /// one after its last, be it long past, and missed, or, because the clock was set back, ahead of the clock.
    /// </summary>
    public void Start(BatchTime first)
    {
        _next = first.Milliseconds;
        _origin = _time.GetTimestamp();
        DateTimeOffset now = _time.GetUtcNow();
        var boundary = new BatchTime(FirstAfter(now.ToUnixTimeMilliseconds(), _interval));
        BatchTime due = first < boundary ? first : boundary;
        _due = due.ToDateTimeOffset() - now;
        _lead = TimeSpan.FromMilliseconds(first.Milliseconds - due.Milliseconds);
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
        _stopped = true;
        lock (_gate)
        {
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
        try
        {
            lock (_gate)
            {
                if (!_stopped)
                {
                    _timer?.Change(UntilNext(), Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (Exception failure)
        {
            _owner.OnClockFailed(failure); // on a pool's thread it would end the process
        }
    }

    private void Loop()
    {
        PreciseSleep.WakeThisThreadInTime();
        while (!_stopped)
        {
            TimeSpan wait = UntilNext();
            PreciseSleep.For(wait < s_longestSleep ? wait : s_longestSleep);
            Announce();
        }
    }

    private void Announce()
    {
        try
        {
            while (!_stopped && UntilNext() == TimeSpan.Zero)
            {
                if (!_owner.HasRoom)
                {
                    PreciseSleep.For(s_shortSleep); // what passes meanwhile is a gap like any other
                    continue;
                }

                lock (_gate)
                {
                    if (!_stopped)
                    {
                        AnnounceOne();
                    }
                }
            }
        }
        catch (Exception failure)
        {
            _owner.OnClockFailed(failure); // the next boundary may do better, and nobody else would keep the time
            PreciseSleep.For(s_shortSleep);
        }
    }

    private void AnnounceOne()
    {
        TimeSpan late = Elapsed() - _due;
        TimeSpan wall = _time.GetUtcNow() - DateTimeOffset.UnixEpoch - late; // when the boundary was due
        TimeSpan lead = TimeSpan.FromMilliseconds(_next) - wall;
        TimeSpan change = lead - _lead;
        long missed = late > TimeSpan.Zero ? late.Ticks / _intervalTime.Ticks : 0;
        long behind = lead < TimeSpan.Zero ? -lead.Ticks / _intervalTime.Ticks : 0;
        long skipped = missed + behind - _mostMadeUp;
        if (change >= _intervalTime)
        {
            _owner.OnWallClockWentBack(new BatchTime(_next), change, lead);
        }

        if (skipped > 0)
        {
            _owner.OnSkipped(new BatchTime(_next), new BatchTime(_next + ((skipped - 1) * _interval)), skipped);
            _next += skipped * _interval;
            _due += Math.Min(skipped, missed) * _intervalTime;
            behind -= skipped - Math.Min(skipped, missed);
            lead = TimeSpan.FromMilliseconds(_next) - (wall + (Math.Min(skipped, missed) * _intervalTime));
        }

        var time = new BatchTime(_next);
        _next += _interval;
        if (behind > 0)
        {
            _lead = lead + _intervalTime; // made up: the next boundary is due as well
        }
        else
        {
            bool drifts = change.Duration() <= _intervalTime / DriftFraction;
            _due += drifts ? _intervalTime + change : _intervalTime;
            _lead = drifts ? _lead : lead;
        }

        _owner.OnBoundary(time);
    }

    private TimeSpan Elapsed() => _time.GetElapsedTime(_origin);

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            TimeSpan wait = _due - Elapsed();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }
}
