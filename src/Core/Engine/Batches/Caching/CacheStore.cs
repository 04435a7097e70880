namespace HotStream;

/// <summary>The memory that caches which may spill share in one context, and the place they spill to. Safe from any thread.</summary>
internal sealed class CacheStore(string context, long limitBytes, string directory)
{
    private long _held;
    private int _files;

    /// <summary>A store for batches outside a context.</summary>
    public static CacheStore Unlimited { get; } = new(string.Empty, long.MaxValue, Path.GetTempPath());

    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>Files open now.</summary>
    public int OpenFiles => Volatile.Read(ref _files);

    /// <summary>Takes memory if there is so much.</summary>
    public bool TryCharge(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limitBytes)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Refund(long bytes) => Interlocked.Add(ref _held, -bytes);

    public SpillFile CreateFile()
    {
        var file = new SpillFile(TemporaryFile.Open(directory), written => EngineMetrics.Spilled(context, written),
            () => Interlocked.Decrement(ref _files));
        Interlocked.Increment(ref _files);
        return file;
    }
}
