namespace HotStream;

/// <summary>How one batch went.</summary>
/// <param name="Time">The batch time.</param>
/// <param name="Records">Records received for it, over all received inputs.</param>
/// <param name="SchedulingDelay">From when the batch was due to when its first job started.</param>
/// <param name="ProcessingTime">From there to the end of its last job.</param>
/// <param name="Failures">Outputs that failed.</param>
public readonly record struct BatchInfo(BatchTime Time, long Records, TimeSpan SchedulingDelay, TimeSpan ProcessingTime, int Failures)
{
    /// <summary>From when the batch was due to its end.</summary>
    public TimeSpan TotalDelay => SchedulingDelay + ProcessingTime;
}
