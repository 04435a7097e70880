using System.Diagnostics;

namespace HotStream;

/// <summary>The one deadline that all waits of a stop share, in real time whatever clock batches run by. Safe from any thread.</summary>
internal sealed class StopDeadline(TimeSpan timeout)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1); // for what was cancelled

    private readonly long _since = Stopwatch.GetTimestamp();

    /// <summary>How long the stop may take.</summary>
    public TimeSpan Timeout => timeout;

    /// <summary>Time left to finish work.</summary>
    public TimeSpan Left => Until(timeout);

    /// <summary>Half of the time left: for the first of two waits.</summary>
    public TimeSpan HalfLeft => Left / 2;

    /// <summary>Time left until whoever hangs is left alone.</summary>
    public TimeSpan LeftToGiveUp => Until(timeout + s_grace);

    private TimeSpan Until(TimeSpan end)
    {
        TimeSpan left = end - Stopwatch.GetElapsedTime(_since);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < s_longest ? left : s_longest;
    }

    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(int.MaxValue); // what waits can take
}
