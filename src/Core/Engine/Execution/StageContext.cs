namespace HotStream;

/// <summary>
/// One operator's run over one partition of one batch: what an error message needs, the time functions may ask for, and what its code added
/// to accumulators. The engine enters it around every block it gives to user code, so that shared variables know where they are asked. A
/// lane has one for all its life, and below it one for each operator that runs ahead there.
/// </summary>
internal sealed class StageContext(int partition)
{
    [ThreadStatic]
    private static StageContext? s_current;

    private readonly StageContext? _lane;
    private BatchTime _time;
    private int _upstream = -1;
    private List<Action>? _releases;

    private StageContext(StageContext lane, object step)
        : this(lane.Partition)
    {
        _lane = lane;
        Shared = lane.Shared;
        Rejects = lane.Rejects;
        Operator = step;
    }

    /// <summary>Where the calling thread runs user code now; null outside.</summary>
    public static StageContext? Current => s_current;

    public int Partition { get; } = partition;

    public BatchTime Time
    {
        get => _lane?._time ?? _time;
        set => _time = value;
    }

    /// <summary>The lane whose open batch this run is ahead of; null for a run over a batch.</summary>
    public object? Lane => _lane;

    /// <summary>Remembers what to do when the batch is released; null ahead of a batch, which is released when it is closed.</summary>
    public Action<Action>? Releases { get; init; }

    /// <summary>The context's shared variables; null when it has none.</summary>
    public SharedVariables? Shared { get; set; }

    /// <summary>Takes records whose function threw; null when they fail the batch.</summary>
    public Action<DeadLetter>? Rejects { get; set; }

    /// <summary>Where the run counts when it is done; null when nobody counts, and ahead of a batch.</summary>
    public BatchLedger? Ledger { get; init; }

    /// <summary>Whose code runs; runs of the same operator over the same partition of a batch are attempts of the same work.</summary>
    public object? Operator { get; init; }

    /// <summary>Whether this is the merging half of an operator that brings partitions together.</summary>
    public bool Merges { get; init; }

    /// <summary>Records given to the operator so far: of several attempts the one with the most is the most complete.</summary>
    public long Records { get; private set; }

    /// <summary>What was added, by the number of the accumulator; missing ones had nothing added.</summary>
    public object?[] Additions { get; set; } = [];

    /// <summary>The runs of operators ahead of the open batch of this lane.</summary>
    public List<StageContext> Ahead => field ??= [];

    /// <summary>
    /// The work a run ahead does: two chains that lead through the same operators from the input on do the same work twice.
    /// </summary>
    public int Work { get; private set; }

    /// <summary>What the records given now are lines of; null when they are not, or when other operators stand between.</summary>
    public ITextOrigin? Origin { get; private set; }

    /// <summary>How many records were given before the first one of <see cref="Origin"/>.</summary>
    public long OriginStart { get; private set; }

    /// <summary>The records given from now on are lines of something.</summary>
    public void Begin(ITextOrigin origin) => (Origin, OriginStart) = (origin, Records);

    /// <summary>Where a record stands: in its file, when that is known, and in its batch.</summary>
    public string PositionOf(long record) =>
        (Origin is null ? string.Empty : $"{Origin.PositionOf(record - OriginStart)}, ")
        + $"batch {Time}, partition {Partition}" + $", record {record}";

    /// <summary>The run, in this lane, of an operator that runs ahead; it lasts as long as the lane.</summary>
    public StageContext For(object step)
    {
        var run = new StageContext(this, step);
        Ahead.Add(run);
        return run;
    }

    /// <summary>A chain is complete: its runs are those from a place in <see cref="Ahead"/> on, the last operator's first.</summary>
    public StageContext[] EndChain(int first)
    {
        int upstream = -1;
        for (int i = Ahead.Count - 1; i >= first; i--)
        {
            StageContext run = Ahead[i];
            run._upstream = upstream;
            int same = Ahead.FindIndex(0, first, other => other.Operator == run.Operator && other._upstream == run._upstream);
            run.Work = same < 0 ? i : Ahead[same].Work;
            upstream = run.Work;
        }

        return [.. Ahead[first..]];
    }

    /// <summary>The lane's open batch is closed: what its runs added counts, except those that were forgotten because they threw.</summary>
    public void CloseAhead()
    {
        Shared?.SettleAhead(Ahead);
        Ahead.ForEach(static run => run.Forget());
        _releases?.ForEach(static release => release());
        _releases?.Clear();
    }

    /// <summary>Does something when nobody can read the batch any more; ahead of a batch, when it is closed.</summary>
    public void OnRelease(Action release)
    {
        if (Releases is not null)
        {
            Releases(release);
        }
        else
        {
            ((_lane ?? this)._releases ??= []).Add(release);
        }
    }

    /// <summary>User code is about to see so many records on this thread; returns what to <see cref="Leave"/> to.</summary>
    public StageContext? Enter(int records)
    {
        Records += records;
        StageContext? outer = s_current;
        s_current = this;
        return outer;
    }

    public static void Leave(StageContext? outer) => s_current = outer;

    /// <summary>The run is done and nothing threw: what it added counts.</summary>
    public void Settle() => Ledger?.Add(this);

    /// <summary>What was added does not count, or has been counted.</summary>
    public void Forget()
    {
        Records = 0;
        Array.Clear(Additions);
    }

    /// <summary>The exception for what user code threw; one that already names its place is passed on.</summary>
    public Exception Explain(string operatorName, Exception cause) =>
        cause as BatchFailedException ?? new BatchFailedException(operatorName, Time, Partition, cause);
}
