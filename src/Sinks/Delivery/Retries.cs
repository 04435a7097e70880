namespace HotStream.Sinks;

/// <summary>
/// How long to wait before a request is sent again: a random time up to a bound that doubles ("full jitter"), so that many writers do not come back at one moment; and when
/// to give up. The time runs from the first failure without progress.
/// </summary>
internal struct Retries(TimeProvider clock, TimeSpan retryFor, TimeSpan firstDelay, TimeSpan longestDelay)
{
    private long _since;

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Something was taken: the next failure is a first one.</summary>
    public void Progress() => Failures = 0;

    /// <summary>Counts a failure.</summary>
    /// <returns>False when it is time to give up; the longest wait is cut so that the last attempt is made at the end of the time.</returns>
    public bool TryAgain(out TimeSpan delay)
    {
        if (Failures++ == 0)
        {
            _since = clock.GetTimestamp();
        }

        TimeSpan left = retryFor - clock.GetElapsedTime(_since);
        double bound = Math.Min(longestDelay.TotalMilliseconds, firstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(Failures - 1, 30)));
        double milliseconds = bound * (0.5 + (Random.Shared.NextDouble() / 2));
        delay = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, Math.Max(0, left.TotalMilliseconds)));
        return left > TimeSpan.Zero;
    }
}
