namespace HotStream.Tests.Receiving;

/// <summary>The rings that writers open, read by hand.</summary>
internal sealed class WrittenLanes<TItem>(int count, int capacity, Worker[]? workers = null) : IDisposable
{
    private readonly Worker[] _workers = workers ?? [.. Enumerable.Range(0, count).Select(number => new Worker(number))];
    private readonly LaneRing<TItem>?[] _newest = new LaneRing<TItem>?[count];

    public int[] Opened { get; } = new int[count];

    public int Closed { get; private set; }

    public LaneWriter<TItem> Writer(
        int? home, OverflowPolicy overflow = OverflowPolicy.Wait, string source = "test", RateLimit? limit = null) =>
        new(count, home, Open, _workers, overflow, source, () => Closed++, limit);

    /// <summary>The ring opened last into a lane.</summary>
    public LaneRing<TItem> Ring(int lane) => _newest[lane]!;

    public List<TItem> Take(int lane)
    {
        var all = new List<TItem>();
        var one = new TItem[1];
        while (_newest[lane]?.Ring.Take(one) == 1)
        {
            all.Add(one[0]);
        }

        return all;
    }

    public List<List<TItem>> TakeAll() => [.. Enumerable.Range(0, count).Select(Take)];

    /// <summary>A batch takes everything in a lane and is done.</summary>
    public void Finish(int lane, bool succeeded = true)
    {
        Take(lane);
        Ring(lane).PassBoundary();
        Ring(lane).Settle(succeeded);
    }

    public void Dispose()
    {
        if (workers is null)
        {
            Array.ForEach(_workers, worker => worker.Dispose());
        }
    }

    private LaneRing<TItem> Open(int lane)
    {
        Opened[lane]++;
        return _newest[lane] = new LaneRing<TItem>(capacity);
    }
}
