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
    private long _inBatch;   // driver: items in the batches closed so far
    private long _settled;   // driver: items in the batches that are done
    private long _committed;
    private volatile bool _failed;
    private long _kept;    // lane: items that its log was given
    private long _durable; // of these, on disk

    public SpscRing<TItem, ParkWaiting> Ring { get; } = new(capacity);

    /// <summary>Producer: whether one more item fits; only the producer takes room away.</summary>
    public bool HasRoom => Ring.Published - Ring.Consumed < Ring.Capacity;

    /// <summary>Whether the producer is gone.</summary>
    public bool IsClosed => _closed;

    /// <summary>Whether the producer is gone and everything was consumed and its batches are done.</summary>
    public bool IsFinished => _closed && IsSettled;

    /// <summary>Whether the batches of everything published are done.</summary>
    public bool IsSettled => Ring.Published == Volatile.Read(ref _settled);

    /// <summary>Items, from the first on, in batches that are done without failure.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Items, from the first on, that the lane's log was given.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>Of these, those on disk.</summary>
    public long Durable => Volatile.Read(ref _durable);

    /// <summary>Producer: whether everything it published is on disk.</summary>
    public bool IsDurable => Durable >= Ring.Published;

    /// <summary>Whether a batch with items of this ring failed; nothing is committed any more.</summary>
    public bool HasFailed => _failed;

    /// <summary>Clock: the batch that ends now gets what is published now.</summary>
    public void MarkBoundary() => _boundaries.Enqueue(Ring.Published);

    /// <summary>Consumer: how many items may be taken into the open batch.</summary>
    public long Ready()
    {
        long published = Ring.Published;
        return (_boundaries.TryPeek(out long boundary) ? Math.Min(boundary, published) : published) - Ring.Consumed;
    }

    /// <summary>Consumer: the open batch closes; what lies behind its boundary belongs to the next one.</summary>
    public void PassBoundary()
    {
        _boundaries.TryDequeue(out _);
        _inBatch = Ring.Consumed;
    }

    /// <summary>Driver: the batch closed last is done.</summary>
    public void Settle(bool succeeded)
    {
        _failed |= !succeeded && _inBatch > _settled;
        Volatile.Write(ref _settled, _inBatch);
        if (!_failed)
        {
            Volatile.Write(ref _committed, _inBatch);
        }
    }

    /// <summary>Lane: its log was given what was consumed.</summary>
    public void NoteKept() => Volatile.Write(ref _kept, Ring.Consumed);

    /// <summary>So many items, from the first on, are on disk.</summary>
    public void NoteDurable(long items) => Volatile.Write(ref _durable, items);

    /// <summary>Producer: nothing more will come.</summary>
    public void Close() => _closed = true;

    public void Dispose() => Ring.Dispose();
}
