using System.Diagnostics;

namespace HotStream;

/// <summary>
/// A clock that is set by hand: give it to <see cref="StreamingOptions.TimeProvider"/> of one context or of several,
/// <see cref="AdvanceAndWait"/> by an interval, and exactly one batch falls due and is done. As in a real machine there are two clocks in
/// it: the wall clock, which somebody may set, and monotonic time, by which timers run and which nobody can. Thread-safe.
/// </summary>
/// <param name="start">The first moment; null for the Unix epoch.</param>
public sealed class ManualClock(DateTimeOffset? start = null) : TimeProvider, ISteppedClock
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<User> _users = [];
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

    /// <summary>
    /// Moves both clocks on, stopping at every timer on the way and running its callback on this thread. Batches that fall due are queued:
    /// this does not wait for them.
    /// </summary>
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
    /// Moves both clocks on, and returns when every context that runs by this clock has finished all batches that have fallen due so far,
    /// and its listeners have heard of them. By no time at all: waits for what is due already. Not from a function of a batch or from a
    /// listener: they would wait for themselves.
    /// </summary>
    /// <param name="time">How far.</param>
    /// <param name="timeout">The longest wait for all contexts together, in real time; null is a minute.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    /// <exception cref="TimeoutException">The batches of a context were not done in time; they go on.</exception>
    public void AdvanceAndWait(TimeSpan time, TimeSpan? timeout = null)
    {
        TimeSpan longest = timeout ?? s_patience;
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, TimeSpan.Zero, nameof(timeout));
        Advance(time);
        User[] users;
        lock (_gate)
        {
            users = [.. _users];
        }

        long since = Stopwatch.GetTimestamp();
        foreach (User user in users)
        {
            TimeSpan left = longest - Stopwatch.GetElapsedTime(since);
            if (!user.AwaitDue(left > TimeSpan.Zero ? left : TimeSpan.Zero))
            {
                throw new TimeoutException(
                    $"Context {user.Name} has not finished the batches that are due, although {longest.TotalSeconds:0.###} s have passed.");
            }
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

    IDisposable ISteppedClock.Enter(string name, Func<TimeSpan, bool> awaitDue)
    {
        var user = new User(this, name, awaitDue);
        lock (_gate)
        {
            _users.Add(user);
        }

        return user;
    }

    private ManualTimer? NextDue(TimeSpan target)
    {
        lock (_gate)
        {
            ManualTimer? due = null;
            foreach (ManualTimer timer in _timers)
            {
                due = timer.Due <= target && (due is null || timer.Due < due.Due) ? timer : due;
            }

            if (due is not null)
            {
                _elapsed = due.Due > _elapsed ? due.Due : _elapsed;
                _timers.Remove(due);
            }

            return due;
        }
    }

    private sealed class User(ManualClock clock, string name, Func<TimeSpan, bool> awaitDue) : IDisposable
    {
        public string Name => name;

        public Func<TimeSpan, bool> AwaitDue => awaitDue;

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._users.Remove(this);
            }
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
