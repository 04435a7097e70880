namespace HotStream;

/// <summary>How one output operation of one batch went.</summary>
/// <param name="Time">The batch time.</param>
/// <param name="Index">The output's number in its context, from 0 in the order they were added, which is the order they run in.</param>
/// <param name="Name">The output's name, such as <c>ForeachBatch</c>.</param>
/// <param name="StartTime">When it started.</param>
/// <param name="Duration">How long it took; null while it runs.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record OutputOperationInfo(BatchTime Time, int Index, string Name, DateTimeOffset StartTime,
    TimeSpan? Duration, Exception? Failure);
