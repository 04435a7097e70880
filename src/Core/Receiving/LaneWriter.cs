namespace HotStream;

/// <summary>
/// A receiver's way into its input's lanes: one ring per lane, so that every ring has one producer. Items are dealt in runs, to the lanes
/// in turn. One thread.
/// </summary>
internal sealed class LaneWriter<TItem>(LaneRing<TItem>[] rings, Worker[] workers, OverflowPolicy overflow, string source)
{
    private const int RunLength = 512;

    private int _lane;
    private int _run;

    /// <summary>What became of the items noted with <see cref="NoteNext"/>.</summary>
    public CommitLedger<TItem> Commits { get; } = new(rings);

    /// <summary>The next chunk holds the records up to this number.</summary>
    public void NoteNext(long records) => Commits.Note(_lane, records);

    /// <summary>Publishes items; when the ring is full, waits or drops by the policy.</summary>
    public void Write(ReadOnlySpan<TItem> items, CancellationToken stop)
    {
        while (!items.IsEmpty)
        {
            int count = rings.Length == 1 ? items.Length : Math.Min(items.Length, RunLength - _run);
            Publish(_lane, items[..count], stop);
            items = items[count..];
            _run += count;
            if (_run >= RunLength)
            {
                _run = 0;
                _lane = (_lane + 1) % rings.Length;
            }
        }
    }

    /// <summary>Publishes one item that is a run in itself, such as a chunk of lines.</summary>
    public void WriteChunk(TItem item, CancellationToken stop)
    {
        Publish(_lane, new ReadOnlySpan<TItem>(in item), stop);
        _lane = (_lane + 1) % rings.Length;
    }

    /// <summary>Nothing more will be written.</summary>
    public void Close()
    {
        foreach (LaneRing<TItem> ring in rings)
        {
            ring.Close();
        }
    }

    private void Publish(int lane, ReadOnlySpan<TItem> items, CancellationToken stop)
    {
        SpscRing<TItem, ParkWaiting> ring = rings[lane].Ring;
        if (overflow == OverflowPolicy.DropNewest)
        {
            int stored = ring.TryPublish(items);
            if (stored < items.Length)
            {
                Drop(items[stored..]);
            }
        }
        else
        {
            int stored = ring.TryPublish(items);
            if (stored < items.Length)
            {
                workers[lane].Wake();
                ring.Publish(items[stored..], stop);
            }
        }

        workers[lane].Wake();
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
