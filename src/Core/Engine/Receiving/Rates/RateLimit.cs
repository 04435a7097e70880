namespace HotStream;

/// <summary>
/// How many records a second all producers of one receiver may publish together. Permits come at the rate, and up to a second's worth is
/// kept for later. Whoever asks when none is owed gets all it asks for, be it more than there is: those who ask next wait for it. Everybody
/// waits in the order of asking, and for as long as the rate of that moment says.
/// <para>Law: the permits given within any time t, but for the last ones, are at most rate · (t + 1 s). Thread-safe; allocates nothing.
/// Asked once for a portion or a chunk of records, not for each record.</para>
/// </summary>
/// <param name="time">The clock of the rate.</param>
/// <param name="isStopping">Whether the receiver is asked to stop: what it holds then passes without waiting.</param>
internal sealed class RateLimit(TimeProvider time, Func<bool> isStopping)
{
    /// <summary>Permits that may be kept, in seconds of the rate.</summary>
    public const double KeptSeconds = 1;

    private const double PortionSeconds = 0.01;
    private const double LongestSeconds = 3600; // the wait is computed anew long before
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(50); // short, so that a stop is seen
    private static readonly TimeSpan s_shortSleep = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private double _rate = double.PositiveInfinity;
    private volatile int _portion = int.MaxValue;
    private double _balance; // permits there are; what is owed, when negative
    private long _taken;     // permits asked for so far
    private long _at;        // timestamp of the balance

    /// <summary>
    /// Records that may be published at once, 1 at least: those of a hundredth of a second. Without a limit <see cref="int.MaxValue"/>, and
    /// nobody need ask.
    /// </summary>
    public int Portion => _portion;

    /// <summary>
    /// Records a second, more than 0; infinite for no limit, as it is at first. Who waits already waits by the new rate.
    /// </summary>
    public double Rate
    {
        get
        {
            lock (_gate)
            {
                return _rate;
            }
        }

        set
        {
            lock (_gate)
            {
                Settle();
                _rate = value;
                _balance = double.IsInfinity(value) ? 0 : Math.Min(_balance, value * KeptSeconds);
                _portion = (int)Math.Clamp(value * PortionSeconds, 1, int.MaxValue);
            }
        }
    }

    /// <summary>Permits asked for by <see cref="Take"/> and given by <see cref="TryTake"/> so far.</summary>
    public long Asked
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>Takes permits unless some are owed.</summary>
    public bool TryTake(long records)
    {
        lock (_gate)
        {
            if (Owed(_taken) > TimeSpan.Zero)
            {
                return false;
            }

            Spend(records);
            return true;
        }
    }

    /// <summary>Takes permits; returns when those asked for before are paid for, or when the receiver is to stop.</summary>
    public void Take(long records)
    {
        long before;
        TimeSpan wait;
        lock (_gate)
        {
            before = _taken;
            wait = Owed(before);
            Spend(records);
        }

        while (wait > TimeSpan.Zero && !isStopping())
        {
            TimeSpan longest = time == TimeProvider.System ? s_longestSleep : s_shortSleep; // another clock may be set by hand
            PreciseSleep.For(wait < longest ? wait : longest);
            lock (_gate)
            {
                wait = Owed(before);
            }
        }
    }

    /// <summary>How long until the permits up to a number, of all that were asked for, are paid for.</summary>
    private TimeSpan Owed(long before)
    {
        Settle();
        double owed = -(_balance + (_taken - before));
        return owed <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(owed / _rate, LongestSeconds));
    }

    private void Spend(long records)
    {
        _taken += records;
        if (!double.IsInfinity(_rate))
        {
            _balance -= records;
        }
    }

    private void Settle()
    {
        long now = time.GetTimestamp();
        if (!double.IsInfinity(_rate))
        {
            double seconds = (now - _at) / (double)time.TimestampFrequency;
            _balance = Math.Min(_balance + (_rate * seconds), _rate * KeptSeconds);
        }

        _at = now;
    }
}
