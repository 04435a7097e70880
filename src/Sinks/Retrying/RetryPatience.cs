using System.Security.Cryptography;

namespace HotStream.Sinks;

/// <summary>How long and how often something is tried again: pauses grow from 50 ms to 5 s, each cut by up to half at random, so that partitions do not come back at once.</summary>
internal sealed class RetryPatience(TimeSpan retryFor, TimeProvider time)
{
    private const int FirstMilliseconds = 50;
    private const int LongestMilliseconds = 5000;

    private long _started;
    private int _pause = FirstMilliseconds;

    /// <summary>Attempts that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Waits before the next attempt; false when the time is up.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken stop)
    {
        if (Failures++ == 0)
        {
            _started = time.GetTimestamp();
        }

        TimeSpan left = retryFor - time.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        TimeSpan pause = TimeSpan.FromMilliseconds(_pause - RandomNumberGenerator.GetInt32(_pause / 2));
        _pause = Math.Min(2 * _pause, LongestMilliseconds);
        await Task.Delay(pause < left ? pause : left, time, stop).ConfigureAwait(false);
        return true;
    }
}
