using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// One producer's ring into one lane, with the boundaries of batches that are due: at each boundary the clock notes how much had been
/// published, and the lane takes exactly so much into that batch. The consumer reads the published count before it looks for a boundary,
/// so that a record published after a boundary was noted is never taken into the batch before it.
/// </summary>
internal sealed class LaneRing<TItem>(int capacity) : IDisposable
{
    private readonly ConcurrentQueue<long> _boundaries = new();
    private volatile bool _closed;

    public SpscRing<TItem, ParkWaiting> Ring { get; } = new(capacity);

    /// <summary>Whether the producer is gone and everything was consumed.</summary>
    public bool IsFinished => _closed && Ring.Consumed == Ring.Published;

    /// <summary>Clock: the batch that ends now gets what is published now.</summary>
    public void MarkBoundary() => _boundaries.Enqueue(Ring.Published);

    /// <summary>Consumer: how many items may be taken into the open batch.</summary>
    public long Ready()
    {
        long published = Ring.Published;
        return (_boundaries.TryPeek(out long boundary) ? Math.Min(boundary, published) : published) - Ring.Consumed;
    }

    /// <summary>Consumer: the open batch closes; what lies behind its boundary belongs to the next one.</summary>
    public void PassBoundary() => _boundaries.TryDequeue(out _);

    /// <summary>Producer: nothing more will come.</summary>
    public void Close() => _closed = true;

    public void Dispose() => Ring.Dispose();
}
