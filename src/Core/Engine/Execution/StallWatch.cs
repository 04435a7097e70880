using System.Diagnostics;

namespace HotStream;

/// <summary>
/// Notices a batch that takes longer than anybody would expect, because something it waits for hangs: reports it, and again whenever it has
/// taken twice as long. A timer looks; the driver only notes what it is at.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _after;
    private readonly Action<BatchTime, string, TimeSpan> _report;
    private readonly Timer? _timer;
    private volatile string _what = "";
    private volatile string _name = "";
    private long _since; // timestamp; 0 while no batch runs
    private long _time;
    private long _reported; // the batch reported last, by its timestamp
    private TimeSpan _next;

    /// <param name="after">How long a batch may take; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it wants.</param>
    /// <param name="report">Gets the batch, what it is at, and how long it has run; called by a timer.</param>
    public StallWatch(TimeSpan after, Action<BatchTime, string, TimeSpan> report)
    {
        (_after, _report) = (after, report);
        if (after != Timeout.InfiniteTimeSpan)
        {
            var period = TimeSpan.FromMilliseconds(Math.Clamp(after.TotalMilliseconds / 4, 10, 10_000));
            _timer = new Timer(static watch => ((StallWatch)watch!).Look(), this, period, period);
        }
    }

    /// <summary>How long the batch has run that runs now. Any thread.</summary>
    public TimeSpan Running => Volatile.Read(ref _since) is not 0 and long since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    public void Begin(BatchTime time)
    {
        _time = time.Milliseconds;
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
    }

    /// <summary>What the batch is at.</summary>
    /// <param name="what">A noun.</param>
    /// <param name="name">Of which.</param>
    public void Note(string what, string name = "") => (_what, _name) = (what, name);

    public void End() => Volatile.Write(ref _since, 0);

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        long since = Volatile.Read(ref _since);
        if (since == 0)
        {
            return;
        }

        if (Interlocked.Exchange(ref _reported, since) != since)
        {
            _next = _after;
        }

        TimeSpan running = Stopwatch.GetElapsedTime(since);
        if (running >= _next)
        {
            _next = running * 2;
            _report(new BatchTime(Volatile.Read(ref _time)), _name.Length == 0 ? _what : $"{_what} {_name}", running);
        }
    }
}
