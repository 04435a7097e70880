namespace HotStream;

/// <summary>
/// The bytes that received but unprocessed data may hold. Receivers ask <see cref="HasRoom"/> before they read more; when there is none
/// they stop reading, so that a flood ends in the sender's socket and not in our heap. Safe from any thread.
/// </summary>
public sealed class MemoryBudget
{
    private long _used;

    /// <summary>Creates a budget: a context has one for all its receivers.</summary>
    /// <param name="limitBytes">Bytes that may be held; at least one standard slab.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is smaller than <see cref="Slab.StandardCapacity"/>.</exception>
    internal MemoryBudget(long limitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limitBytes, Slab.StandardCapacity);
        LimitBytes = limitBytes;
    }

    /// <summary>Bytes that may be held.</summary>
    public long LimitBytes { get; }

    /// <summary>Bytes held now.</summary>
    public long UsedBytes => Volatile.Read(ref _used);

    /// <summary>
    /// Whether <paramref name="bytes"/> more fit. One receiver's slab may still slip in between the question and the rent.
    /// </summary>
    /// <param name="bytes">Bytes about to be rented.</param>
    public bool HasRoom(long bytes) => UsedBytes + bytes <= LimitBytes || UsedBytes == 0;

    internal void Charge(long bytes) => Interlocked.Add(ref _used, bytes);

    internal void Refund(long bytes) => Interlocked.Add(ref _used, -bytes);
}
