namespace HotStream;

/// <summary>
/// When to try again what failed, and when to give up, for the writers of sinks: waits double up to the longest, each shortened by a random
/// part of up to a half, so that many writers do not come back at one moment; the time to give up runs from the first failure without
/// progress, and the last wait is cut so that a last attempt is made at its end. Thread-safe.
/// </summary>
/// <param name="retryFor">How long to go on without progress.</param>
/// <param name="time">The clock of waits.</param>
/// <param name="first">Bound of the first wait; 100 ms when not given.</param>
/// <param name="longest">Bound of the longest wait; 5 s when not given.</param>
public sealed class Backoff(TimeSpan retryFor, TimeProvider time, TimeSpan? first = null, TimeSpan? longest = null)
{
    private const double FirstMilliseconds = 100;
    private const double LongestMilliseconds = 5000;

    private readonly Lock _gate = new();
    private long _since;
    private int _failures;

    /// <summary>Failures since there was progress.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Something succeeded: the next failure is a first one.</summary>
    public void Progress() => Volatile.Write(ref _failures, 0);

    /// <summary>Counts a failure.</summary>
    /// <param name="delay">How long to wait before the next attempt.</param>
    /// <returns>False when it is time to give up.</returns>
    public bool TryAgain(out TimeSpan delay)
    {
        lock (_gate)
        {
            if (_failures++ == 0)
            {
                _since = time.GetTimestamp();
            }

            double left = (retryFor - time.GetElapsedTime(_since)).TotalMilliseconds;
            double bound = (first?.TotalMilliseconds ?? FirstMilliseconds) * Math.Pow(2, Math.Min(_failures - 1, 30));
            double wait = Math.Min(bound, longest?.TotalMilliseconds ?? LongestMilliseconds) * (1 - (Random.Shared.NextDouble() / 2));
            delay = TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, Math.Max(0, left)));
            return left > 0;
        }
    }

    /// <summary>Counts a failure and waits.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>False, at once, when it is time to give up.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken stop)
    {
        if (!TryAgain(out TimeSpan delay))
        {
            return false;
        }

        await Task.Delay(delay, time, stop).ConfigureAwait(false);
        return true;
    }
}
