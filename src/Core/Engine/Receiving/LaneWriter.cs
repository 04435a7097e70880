namespace HotStream;

/// <summary>
/// A producer's way into its input's lanes: at most one ring a lane, so that every ring has one producer, opened when
/// it is first needed. One thread.
/// <para>Law of order: bound to a lane, everything the producer writes is worked on by one partition, in the order written. Not bound,
/// items are dealt in runs, to the lanes in turn, which uses all partitions and keeps no order; the graph decides
/// (<see cref="StreamGraph.NeedsOrder"/>).</para>
/// </summary>
/// <param name="lanes">Lanes of the input.</param>
/// <param name="home">The lane it is bound to, or null to deal.</param>
/// <param name="open">Opens a ring into a lane.</param>
/// <param name="workers">Who pumps each lane.</param>
/// <param name="overflow">What to do when a ring is full.</param>
/// <param name="source">The input's name in the count of what was dropped.</param>
/// <param name="closed">Called when nothing more will be written.</param>
/// <param name="limit">How many records a second this producer and others may publish together; null for any number.</param>
internal sealed class LaneWriter<TItem>(int lanes, int? home, Func<int, LaneRing<TItem>> open, Worker[] workers, OverflowPolicy overflow,
    string source, Action closed, RateLimit? limit = null)
{
    private const int RunLength = 512;

    private readonly LaneRing<TItem>?[] _rings = new LaneRing<TItem>?[lanes];
    private readonly bool _deals = home is null && lanes > 1;
    private int _lane = home ?? 0;
    private int _run;
    private int _permits; // taken of the limit and not used yet
    private bool _isClosed;

    /// <summary>The lane it is bound to, or null.</summary>
    public int? Home => home;

    /// <summary>Records that should be written at once, at most: a large piece that waits for its rate would make batches uneven.</summary>
    public int Portion => limit?.Portion ?? int.MaxValue;

    /// <summary>What became of the items written by <see cref="WriteChunk(TItem, long, bool, CancellationToken)"/>.</summary>
    public CommitLedger<TItem> Commits { get; } = new();

    /// <summary>Where to wait for the disk; null where nothing is kept.</summary>
    public DurableWait? Durable { get; init; }

    /// <summary>Whose memory budget items wait for; null where their bytes were charged before they came here.</summary>
    public ReceiverBase? Budget { get; init; }

    /// <summary>Whether a batch failed that holds an item of this producer.</summary>
    public bool HasFailed => Array.Exists(_rings, ring => Volatile.Read(ref ring) is { HasFailed: true });

    /// <summary>
    /// Publishes items that are a record each; when the ring is full or the rate is used up, waits or drops by the policy.
    /// </summary>
    public void Write(ReadOnlySpan<TItem> items, CancellationToken stop)
    {
        if (Budget is { } receiver && !receiver.Budget.HasRoom(1))
        {
            if (overflow == OverflowPolicy.DropNewest)
            {
                Drop(items);
                return;
            }

            BudgetWait.For(1, receiver);
        }

        while (!items.IsEmpty)
        {
            int count = _deals ? Math.Min(items.Length, RunLength - _run) : items.Length;
            if (limit is null || MayWrite(ref count))
            {
                Publish(items[..count], mayDrop: true, stop);
            }
            else
            {
                Drop(items[..count]);
            }

            items = items[count..];
            _run += count;
            if (_deals && _run >= RunLength)
            {
                _run = 0;
                MoveOn();
            }
        }
    }

    /// <summary>Waits until everything published is on disk, where it is kept at all.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before.</exception>
    public void AwaitDurable(CancellationToken stop)
    {
#if HOTSTREAM_TWIN
        if (Twin.AcknowledgesBeforeDurable)
        {
            return;
        }
#endif
        Durable?.Until(() => Array.TrueForAll(_rings, static ring => ring is null or { IsDurable: true }), stop);
    }

    /// <summary>Publishes one item that is a run in itself, such as a chunk of lines.</summary>
    public void WriteChunk(TItem item, CancellationToken stop)
    {
        if (limit is null || MayWrite(item, mayDrop: true))
        {
            Publish(new ReadOnlySpan<TItem>(in item), mayDrop: true, stop);
        }
        else
        {
            Drop(new ReadOnlySpan<TItem>(in item));
        }

        MoveOn();
    }

    /// <summary>Publishes one item that holds the records up to a number, and notes it in <see cref="Commits"/>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="records">Number of its last record.</param>
    /// <param name="mayDrop">False when the source gets an acknowledgement of it: this then waits whatever the policy.</param>
    /// <param name="stop">Ends the wait for room.</param>
    public void WriteChunk(TItem item, long records, bool mayDrop, CancellationToken stop)
    {
        if (limit is not null && !MayWrite(item, mayDrop))
        {
            Drop(new ReadOnlySpan<TItem>(in item));
            return;
        }

        LaneRing<TItem> ring = RingOf(_lane);
        if (!mayDrop || overflow != OverflowPolicy.DropNewest || ring.HasRoom)
        {
            Commits.Note(ring, records); // before: it may be committed before the next line runs
        }

        Publish(new ReadOnlySpan<TItem>(in item), mayDrop, stop);
        MoveOn();
    }

    /// <summary>Lets go of rings while nothing is under way in them; the next item opens them anew. What failed is not forgotten.</summary>
    public void Rest()
    {
        // in this order: a batch that fails between the two questions is seen by the second
        if (!Array.TrueForAll(_rings, ring => ring is null or { IsSettled: true }) || HasFailed)
        {
            return;
        }

        for (int lane = 0; lane < _rings.Length; lane++)
        {
            _rings[lane]?.Close();
            Volatile.Write(ref _rings[lane], null);
        }
    }

    /// <summary>Nothing more will be written.</summary>
    public void Close()
    {
        foreach (LaneRing<TItem>? ring in _rings)
        {
            ring?.Close();
        }

        if (!_isClosed)
        {
            _isClosed = true;
            closed();
        }
    }

    private void MoveOn()
    {
        if (_deals)
        {
            _lane = (_lane + 1) % lanes;
        }
    }

    private LaneRing<TItem> RingOf(int lane)
    {
        if (_rings[lane] is { } known)
        {
            return known;
        }

        LaneRing<TItem> opened = open(lane);
        Volatile.Write(ref _rings[lane], opened);
        return opened;
    }

    /// <summary>Whether some of the items may be written, and how many: a portion's permits are taken at once.</summary>
    private bool MayWrite(ref int count)
    {
        if (_permits == 0)
        {
            int portion = limit!.Portion;
            if (portion == int.MaxValue)
            {
                return true;
            }

            if (!TryTake(portion, mayDrop: true))
            {
                return false;
            }

            _permits = portion;
        }

        count = Math.Min(count, _permits);
        _permits -= count;
        return true;
    }

    private bool MayWrite(in TItem item, bool mayDrop) =>
        limit!.Portion == int.MaxValue || TryTake(item is ILeased leased ? leased.Records : 1, mayDrop);

    private bool TryTake(long records, bool mayDrop)
    {
        if (mayDrop && overflow == OverflowPolicy.DropNewest)
        {
            return limit!.TryTake(records);
        }

        limit!.Take(records);
        return true;
    }

    private void Publish(ReadOnlySpan<TItem> items, bool mayDrop, CancellationToken stop)
    {
        SpscRing<TItem, ParkWaiting> ring = RingOf(_lane).Ring;
        int stored = ring.TryPublish(items);
        if (stored < items.Length)
        {
            if (mayDrop && overflow == OverflowPolicy.DropNewest)
            {
                Drop(items[stored..]);
            }
            else
            {
                workers[_lane].Wake();
                ring.Publish(items[stored..], stop);
            }
        }

        workers[_lane].Wake();
    }

    private void Drop(ReadOnlySpan<TItem> items)
    {
        foreach (ref readonly TItem item in items)
        {
            if (item is ILeased leased)
            {
                EngineMetrics.Dropped(source, leased.Records);
                leased.Release();
            }
            else
            {
                EngineMetrics.Dropped(source, 1);
            }
        }
    }
}
