using System.Collections.Concurrent;

namespace HotStream.Kinesis;

/// <summary>
/// A shard that is read: what was fetched of it and no batch took. One task fetches, the driver takes. The task adds a block before it says
/// up to when all was read, and that the shard has ended; the driver looks at these before it looks whether something waits.
/// </summary>
/// <param name="id">The shard.</param>
/// <param name="begin">Where reading begins.</param>
/// <param name="beginsNow">Whether that is what comes from now on.</param>
/// <param name="budget">What all shards of the stream may hold.</param>
internal sealed class KinesisShard(string id, KinesisPosition begin, bool beginsNow, KinesisBudget budget)
{
    private const long ClocksDifferMilliseconds = 60_000;

    private readonly ConcurrentQueue<KinesisPortion> _blocks = [];
    private readonly SemaphoreSlim _room = new(0);
    private int _next; // record of the first block; driver
    private long _waiting;
    private long _readUpTo = begin.Kind == KinesisPositionKind.Time && beginsNow ? 0 : begin.Milliseconds;
    private long _takenUpTo; // driver
    private volatile bool _hasEnded;
    private volatile bool _isDone = begin.Kind == KinesisPositionKind.End;
    private volatile string? _problem;

    public string Id { get; } = id;

    /// <summary>Whether the first iterator is that of what comes from now on.</summary>
    public bool BeginsNow { get; } = beginsNow;

    /// <summary>Behind the last record that a batch took. Driver.</summary>
    public KinesisPosition Position { get; private set; } = begin;

    /// <summary>Behind the last record that was fetched. The fetching task.</summary>
    public KinesisPosition Fetched { get; set; } = begin;

    /// <summary>Whether no batch has said yet that it is read. Driver.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>Called when there is something to take; null for nobody. The fetching task.</summary>
    public Action? Added { get; init; }

    /// <summary>Whether it is fetched. The keeper.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether all of it was taken by batches.</summary>
    public bool IsDone => _isDone;

    /// <summary>Whether there is no more to fetch.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>
    /// As a checkpoint has it. Where no record was taken, the time moves on: not to now, since clocks of a server's machines differ.
    /// Driver.
    /// </summary>
    public KinesisPosition Saved => Position.Kind == KinesisPositionKind.Time
        ? KinesisPosition.At(Math.Max(Position.Milliseconds, _takenUpTo - ClocksDifferMilliseconds)) : Position;

    /// <summary>Records that wait for a batch.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Up to when all of it was fetched, in milliseconds since 1970; 0 when that is not known.</summary>
    public long ReadUpTo => Interlocked.Read(ref _readUpTo);

    /// <summary>Why batches fail; null when they do not.</summary>
    public string? Problem => _problem;

    /// <summary>A block was fetched.</summary>
    /// <param name="block">The block, with its share.</param>
    /// <param name="first">The first record that is new.</param>
    public void Add(KinesisBlock block, int first)
    {
        if (first == block.Count)
        {
            block.LetGo();
            return;
        }

        budget.Take(block.Capacity);
        Fetched = block.PositionBehind(block.Count - 1, count: null);
        Interlocked.Add(ref _waiting, block.Count - first);
        _blocks.Enqueue(new KinesisPortion(block, first, block.Count));
        Added?.Invoke();
    }

    public void HasReadUpTo(long milliseconds) => Interlocked.Exchange(ref _readUpTo, Math.Max(milliseconds, ReadUpTo));

    public void End()
    {
        _hasEnded = true;
        Added?.Invoke();
    }

    public void Fail(string problem) => _problem = problem;

    /// <summary>Waits until there is room for more, or a while.</summary>
    public Task AwaitRoomAsync(TimeSpan most, CancellationToken stop) => _room.WaitAsync(most, stop);

    /// <summary>Takes records; driver.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="portions">Takes them.</param>
    public void Take(long most, List<KinesisPortion> portions)
    {
        long readUpTo = ReadUpTo;
        bool hasEnded = _hasEnded;
        long taken = 0;
        while (taken < most && _blocks.TryPeek(out KinesisPortion head))
        {
            int start = Math.Max(_next, head.Start);
            int end = (int)Math.Min(head.End, start + most - taken);
            head.Block.Hold();
            portions.Add(new KinesisPortion(head.Block, start, end));
            taken += end - start;
            Position = head.Block.PositionBehind(end - 1, Position.Count + end - start);
            _next = end;
            if (end == head.End)
            {
                _next = 0;
                _blocks.TryDequeue(out _);
                budget.Free(head.Block.Capacity);
                head.Block.LetGo();
            }
        }

        if (taken > 0)
        {
            Interlocked.Add(ref _waiting, -taken);
            _room.Release();
        }

        if (_blocks.IsEmpty)
        {
            _takenUpTo = readUpTo;
            Position = Position.ReadUpTo(readUpTo);
            _isDone |= hasEnded;
        }
    }

    /// <summary>Lets go of what waits; when nobody fetches any more.</summary>
    public void Clear()
    {
        while (_blocks.TryDequeue(out KinesisPortion left))
        {
            budget.Free(left.Block.Capacity);
            left.Block.LetGo();
        }

        Interlocked.Exchange(ref _waiting, 0);
    }
}
