namespace HotStream;

/// <summary>How a receiver fares.</summary>
/// <param name="StreamId">The number of its input, as in <see cref="InputInfo.StreamId"/>.</param>
/// <param name="Name">The receiver's name.</param>
/// <param name="IsActive">Whether it runs now; false before the start, between a failure and the restart, and after the stop.</param>
/// <param name="Restarts">Times it was started again.</param>
/// <param name="LastError">The last problem, or why it stopped; null for none.</param>
/// <param name="LastException">What was thrown then; null for none.</param>
/// <param name="LastErrorTime">When that was; null for none.</param>
public sealed record ReceiverInfo(
    int StreamId, string Name, bool IsActive, int Restarts, string? LastError, Exception? LastException, DateTimeOffset? LastErrorTime)
{
    /// <summary>
    /// Records a second that it may take now, by <see cref="StreamingOptions.ReceiverMaxRate"/> and
    /// <see cref="StreamingOptions.Backpressure"/>; null for no limit, and in the events of listeners.
    /// </summary>
    public double? RateLimit { get; init; }
}
