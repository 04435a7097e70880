namespace HotStream;

/// <summary>
/// A clock that is set by hand: give it to <see cref="StreamingOptions.TimeProvider"/>, <see cref="Advance"/> it by an interval,
/// and exactly one batch falls due, on the calling thread. As in a real machine there are two clocks in it: the wall clock, which somebody
/// may set, and monotonic time, by which timers run and which nobody can. Thread-safe.
/// </summary>
/// <param name="start">The first moment; null for the Unix epoch.</param>
public sealed class ManualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed; // monotonic
    private DateTimeOffset _wallOrigin = start ?? DateTimeOffset.UnixEpoch; // what the wall clock would show at monotonic 0

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wallOrigin + _elapsed;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    /// <summary>Moves both clocks on, stopping at every timer on the way and running its callback on this thread.</summary>
    /// <param name="time">How far.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        TimeSpan target = TimeSpan.FromTicks(GetTimestamp()) + time;
        while (NextDue(target) is { } due)
        {
            due.Fire();
        }

        lock (_gate)
        {
            _elapsed = target > _elapsed ? target : _elapsed;
        }
    }

    /// <summary>
    /// Moves both clocks on at once, as a machine that was suspended or a process that stood still finds them: timers that fell due
    /// meanwhile run once the whole time is over.
    /// </summary>
    /// <param name="time">How far.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public void Suspend(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        lock (_gate)
        {
            _elapsed += time;
        }

        Advance(TimeSpan.Zero);
    }

    /// <summary>Somebody sets the wall clock; monotonic time does not move and no timer runs.</summary>
    /// <param name="now">What it shows now, earlier or later than before.</param>
    public void SetWallClock(DateTimeOffset now)
    {
        lock (_gate)
        {
            _wallOrigin = now - _elapsed;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(TimeSpan target)
    {
        lock (_gate)
        {
            ManualTimer? due = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (due is not null)
            {
                _elapsed = due.Due > _elapsed ? due.Due : _elapsed;
                _timers.Remove(due);
            }

            return due;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._elapsed + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
