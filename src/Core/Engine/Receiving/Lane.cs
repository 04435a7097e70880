using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// One partition of a received input: takes items out of its rings into the open batch, either through chains that run ahead (items are
/// folded while they are in the cache and let go) or into a list (items stay until the batch is done).
/// <para>Ownership: worker and driver both may move items, never at the same time. Whoever exchanges <c>_owner</c> from 0 to 1 has the lane
/// until it writes 0 back; the worker gives up at once when it fails, the driver waits, at most for a few chunks. There is one exchange
/// for each pump, none per record.</para>
/// </summary>
internal abstract class Lane<TItem, T>(int partition) : IPump
{
    private const int TakenAtOnce = 256;
    private const int AttemptsBeforeSleep = 2000;
    private static readonly TimeSpan s_shortSleep = TimeSpan.FromMicroseconds(50);

    private readonly TItem[] _taken = new TItem[TakenAtOnce];
    private readonly Lock _gate = new(); // once a batch, and when a ring is opened
    private LaneRing<TItem>[] _rings = [];
    private RecordList<TItem> _pending = new();
    private int _owner;
    private long _records;
    private long _open; // items in the open batch, counted before they are taken out of their ring
    private long _heldOpen;   // bytes charged for items of the open batch
    private long _heldClosed; // of the batch closed last
    private int _due; // boundaries noted whose batches have not been closed

    public StageContext Context { get; } = new(partition);

    /// <summary>Chains that run ahead; empty when items must be kept for the batch.</summary>
    public List<(AheadChain<T> Chain, IClosable End)> Chains { get; } = [];

    /// <summary>
    /// How much a batch may take, where a record is searched that makes batches fail; null where the source does not send again.
    /// </summary>
    public PoisonSearch? Search { get; set; }

    /// <summary>Where items are kept before anything is done with them, so that a restart has them; null where none are.</summary>
    public LaneLog? Log { get; set; }

    /// <summary>Where kept items are charged until their batch is done; null where who makes them does that.</summary>
    public MemoryBudget? Budget { get; init; }

    /// <summary>How records are stored, where a log has them as a column.</summary>
    public StoredColumn<T>? LogColumn { get; set; }

    /// <summary>Whether anything published has not been taken.</summary>
    public bool HasBacklog => Volatile.Read(ref _rings).Any(ring => ring.Ring.Published > ring.Ring.Consumed);

    /// <summary>
    /// Whether a batch that closes now would hold anything. Exact when producers have ended, though the worker may be moving items: what is
    /// not in a ring any more was counted before, and the ring is looked at first.
    /// </summary>
    public bool HasData => HasBacklog || Volatile.Read(ref _open) > 0;

    /// <summary>Takes in a ring that is empty still: of the batches that are due already nothing is in it.</summary>
    public void Add(LaneRing<TItem> ring)
    {
        Enter();
        lock (_gate)
        {
            for (int i = 0; i < _due; i++)
            {
                ring.MarkBoundary();
            }

            Volatile.Write(ref _rings, [.. _rings.Where(other => !other.IsFinished), ring]);
        }

        Exit();
    }

    public void MarkBoundary()
    {
        lock (_gate)
        {
            _due++;
            foreach (LaneRing<TItem> ring in _rings)
            {
                ring.MarkBoundary();
            }
        }
    }

    public bool Pump()
    {
        if (Interlocked.CompareExchange(ref _owner, 1, 0) != 0)
        {
            return false;
        }

        try
        {
            // while batches are cut down, they are filled when they are closed; what the log has no room for stays in the rings
            return Search is not { IsOn: true } && Log is not { HasRoom: false } && Move(MostPerPump);
        }
        finally
        {
            HandOver();
            Exit();
        }
    }

    /// <summary>Driver: brings the open batch to its end and starts the next; returns what was kept and how many records came.</summary>
    public (RecordList<TItem> Items, long Records) Close(BatchTime next)
    {
        Enter();
        try
        {
            while (Search is { IsOn: true } search ? MoveFew(search) : Move(Log is null ? int.MaxValue : MostPerPump))
            {
                HandOver();
                if (Log is { HasRoom: false } log)
                {
                    log.WriteSurely(); // what waits for the disk stays in the rings
                }
            }

            Log?.WriteSurely();
            Log?.EndBatch();

            lock (_gate)
            {
                _due = Math.Max(0, _due - 1);
                foreach (LaneRing<TItem> ring in _rings)
                {
                    ring.PassBoundary();
                }
            }

            foreach ((AheadChain<T> chain, IClosable end) in Chains)
            {
                chain.Flush();
                end.Close(chain.TakeFailure());
            }

            Context.CloseAhead();
            Context.Time = next;
            (RecordList<TItem> Items, long Records) closed = (_pending, _records);
            _pending = new RecordList<TItem>();
            _records = _open = 0;
            _heldClosed += _heldOpen;
            _heldOpen = 0;
            return closed;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Any thread, one at a time: what the log was given is on disk when this returns, and producers see it.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public bool Sync()
    {
        LaneRing<TItem>[] rings = Volatile.Read(ref _rings);
        long[] kept = Array.ConvertAll(rings, static ring => ring.Kept);
        Log!.Sync();
        bool any = false;
        for (int i = 0; i < rings.Length; i++)
        {
            any |= kept[i] > rings[i].Durable;
            rings[i].NoteDurable(kept[i]);
        }

        return any;
    }

    /// <summary>Driver: the batch closed last is done.</summary>
    public void Settle(bool succeeded)
    {
        Budget?.Refund(_heldClosed);
        _heldClosed = 0;
        foreach (LaneRing<TItem> ring in Volatile.Read(ref _rings))
        {
            ring.Settle(succeeded);
        }
    }

    /// <summary>After the receiver and all batches have ended: hands out what no batch took.</summary>
    public RecordList<TItem> Abandon()
    {
        Enter(); // for good: no worker moves anything any more
        foreach (LaneRing<TItem> ring in _rings)
        {
            int count;
            while ((count = ring.Ring.Take(_taken)) > 0)
            {
                if (Search is null)
                {
                    Record(_taken.AsSpan(0, count)); // a restart has them; or their source sends them again
                }

                _pending.AddRange(_taken.AsSpan(0, count));
            }

            ring.Dispose();
        }

        Log?.HandOver();
        return _pending;
    }

    /// <summary>Items moved by one pump before the worker looks for other work.</summary>
    protected abstract int MostPerPump { get; }

    /// <summary>Records in an item.</summary>
    protected abstract long RecordsIn(ReadOnlySpan<TItem> items);

    /// <summary>Appends items to a log.</summary>
    protected abstract void Record(ReadOnlySpan<TItem> items, LaneLog log);

    /// <summary>Feeds items to every chain and lets them go.</summary>
    protected abstract void FeedAhead(ReadOnlySpan<TItem> items);

    /// <summary>Keeps items for the batch.</summary>
    protected abstract void Keep(RecordList<TItem> pending, ReadOnlySpan<TItem> items);

    /// <summary>The only record of an item, as a letter.</summary>
    protected virtual DeadLetter Describe(in TItem item) => throw new NotSupportedException("Records of this input are not sent again.");

    /// <summary>Lets go of an item that goes into no batch.</summary>
    protected virtual void Release(in TItem item) => throw new NotSupportedException("Records of this input are not sent again.");

    /// <summary>What was taken is on its way into the log's file.</summary>
    private void HandOver()
    {
        if (Log is not { } log)
        {
            return;
        }

#if HOTSTREAM_TWIN
        if (Twin.AcknowledgesBeforeDurable)
        {
            return; // written when the batch closes
        }
#endif

        log.HandOver();
        foreach (LaneRing<TItem> ring in Volatile.Read(ref _rings))
        {
            ring.NoteKept();
        }
    }

    private bool MoveFew(PoisonSearch search)
    {
        bool moved = false;
        foreach (LaneRing<TItem> ring in Volatile.Read(ref _rings))
        {
            DropIfSentAgain(ring);
            while (ring.Ready() > 0 && search.TryClaim())
            {
                _ = TakeCounted(ring, 1);
                TItem item = _taken[0];
                long records = RecordsIn(_taken.AsSpan(0, 1));
                _records += records;
                if (search.Takes(records, () => Describe(item)))
                {
                    Put(_taken.AsSpan(0, 1));
                }
                else
                {
                    Release(item);
                }

                moved = true;
            }
        }

        return moved;
    }

    /// <summary>
    /// What stands behind a failed batch's items in their ring comes again with them; taken now it would come twice, and before them.
    /// </summary>
    private void DropIfSentAgain(LaneRing<TItem> ring)
    {
        if (Search is null || !ring.HasFailed)
        {
            return;
        }

        for (long ready = ring.Ready(); ready > 0;)
        {
            int count = ring.Ring.Take(_taken.AsSpan(0, (int)Math.Min(ready, TakenAtOnce)));
            for (int i = 0; i < count; i++)
            {
                Release(_taken[i]);
            }

            ready -= count;
        }
    }

    private void Record(ReadOnlySpan<TItem> items)
    {
        if (Log is { } log)
        {
            Record(items, log);
        }
    }

    private void Put(ReadOnlySpan<TItem> items)
    {
        Record(items);
        if (Chains.Count > 0)
        {
            FeedAhead(items);
        }
        else
        {
            Keep(_pending, items);
            if (Budget is { } budget)
            {
                long bytes = (long)items.Length * Unsafe.SizeOf<TItem>();
                budget.Charge(bytes);
                _heldOpen += bytes;
            }
        }
    }

    private bool Move(int most)
    {
        int moved = 0;
        foreach (LaneRing<TItem> ring in Volatile.Read(ref _rings))
        {
            DropIfSentAgain(ring);

            // A ring whose producer is gone is emptied first: what its source sends on a new connection comes after it.
            bool isWhole = ring.IsClosed && Log is null; // what goes into a log goes in pieces
            long ready = isWhole ? ring.Ready() : Math.Min(ring.Ready(), most);
            while (ready > 0)
            {
                ReadOnlySpan<TItem> items = TakeCounted(ring, (int)Math.Min(ready, TakenAtOnce));
                _records += RecordsIn(items);
                Put(items);

                ready -= items.Length;
                moved += items.Length;
            }

            if (!isWhole && ring.IsClosed && ring.Ready() > 0)
            {
                break; // its next piece comes before anything of the rings behind it
            }
        }

        return moved > 0;
    }

    /// <summary>Takes so many items, which are there, and counts them first: see <see cref="HasData"/>.</summary>
    private ReadOnlySpan<TItem> TakeCounted(LaneRing<TItem> ring, int count)
    {
        Volatile.Write(ref _open, _open + count);
        return _taken.AsSpan(0, ring.Ring.Take(_taken.AsSpan(0, count)));
    }

    /// <summary>
    /// Waits for the worker, which has the lane for some chunks: without a sleep as long as that may take, for the shortest sleep of a
    /// <see cref="SpinWait"/>, a millisecond, would be the delay of the batch.
    /// </summary>
    private void Enter()
    {
        for (int attempt = 0; Interlocked.CompareExchange(ref _owner, 1, 0) != 0; attempt++)
        {
            if (attempt < AttemptsBeforeSleep)
            {
                YieldWaiting.Pause(attempt);
            }
            else
            {
                PreciseSleep.For(s_shortSleep); // its chain waits for something
            }
        }
    }

    private void Exit() => Volatile.Write(ref _owner, 0);
}
