namespace HotStream.Io;

/// <summary>
/// Whether to try again, and when: delays double from 100 ms to 5 s, each shortened by a random part of up to a half so that many clients do not return at once, until
/// nothing has succeeded for a given time. Thread-safe.
/// </summary>
internal sealed class MqttPatience(TimeSpan retryFor, TimeProvider time)
{
    private const int FirstMilliseconds = 100;
    private const int LongestMilliseconds = 5000;

    private readonly Lock _gate = new();
    private long? _since; // when the trouble began
    private int _attempts;

    /// <summary>Something succeeded.</summary>
    public void Progress()
    {
        lock (_gate)
        {
            _since = null;
            _attempts = 0;
        }
    }

    /// <summary>Something failed. Returns whether to try again.</summary>
    /// <param name="delay">After this time.</param>
    public bool TryAgain(out TimeSpan delay)
    {
        lock (_gate)
        {
            TimeSpan left = retryFor - time.GetElapsedTime(_since ??= time.GetTimestamp());
            double milliseconds = Math.Min(LongestMilliseconds, FirstMilliseconds * Math.Pow(2, _attempts)) * (1 - (Random.Shared.NextDouble() / 2));
            delay = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(milliseconds, Math.Max(0, left.TotalMilliseconds))));
            _attempts++;
            return left > TimeSpan.Zero;
        }
    }
}
