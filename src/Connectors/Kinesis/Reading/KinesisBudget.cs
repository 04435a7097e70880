namespace HotStream.Kinesis;

/// <summary>
/// What the shards of a stream may hold together: none asks for more while it is spent. An answer that comes may go beyond it; answers are
/// asked for a few at a time. Thread-safe.
/// </summary>
internal sealed class KinesisBudget(long bytesMax) : IDisposable
{
    /// <summary>Answers that are on their way at a time.</summary>
    public const int AnswersInFlight = 8;

    private long _bytes;

    /// <summary>Entered by who asks for records.</summary>
    public SemaphoreSlim Asking { get; } = new(AnswersInFlight);

    public bool IsSpent => Interlocked.Read(ref _bytes) >= bytesMax;

    /// <summary>Bytes that are held.</summary>
    public long Held => Interlocked.Read(ref _bytes);

    public void Take(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Free(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    public void Dispose() => Asking.Dispose();
}
