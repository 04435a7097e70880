namespace HotStream;

/// <summary>A batch in the driver's queue: its time, and when the clock put it there, by the wall and by the monotonic clock.</summary>
internal readonly record struct DueBatch(BatchTime Time, DateTimeOffset SubmissionTime, long SubmittedAt);
