namespace HotStream.Cli;

/// <summary>Percentiles of the last so many delays, by the nearest rank. One thread.</summary>
internal sealed class DelayWindow(int capacity)
{
    private readonly TimeSpan[] _delays = new TimeSpan[capacity];
    private readonly TimeSpan[] _sorted = new TimeSpan[capacity];
    private long _added;

    /// <summary>Delays held.</summary>
    public int Count => (int)Math.Min(_added, _delays.Length);

    /// <summary>Adds one; the oldest makes room.</summary>
    public void Add(TimeSpan delay) => _delays[_added++ % _delays.Length] = delay;

    /// <summary>The smallest delay that at least so many percent of the delays do not exceed; zero when there is none.</summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public TimeSpan Percentile(double percent)
    {
        if (Count == 0)
        {
            return TimeSpan.Zero;
        }

        Span<TimeSpan> sorted = _sorted.AsSpan(0, Count);
        _delays.AsSpan(0, Count).CopyTo(sorted);
        sorted.Sort();
        return sorted[(int)Math.Ceiling(percent / 100 * Count) - 1];
    }
}
