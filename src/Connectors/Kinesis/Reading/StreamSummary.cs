namespace HotStream.Kinesis;

/// <summary>What a stream is.</summary>
/// <param name="Status">Its state: <c>ACTIVE</c>, <c>UPDATING</c>, <c>CREATING</c>, <c>DELETING</c>.</param>
/// <param name="CreatedMilliseconds">
/// When it was made: another one of the same name has other records. 0 where the server does not say.
/// </param>
/// <param name="Retention">How long records are kept; zero where the server does not say.</param>
/// <param name="Time">When the server said so.</param>
internal sealed record StreamSummary(string Status, long CreatedMilliseconds, TimeSpan Retention, DateTimeOffset Time);
