namespace HotStream;

/// <summary>
/// One partition of <c>MapWithState</c>: its table, and what turns the records of a batch into changes of it. Kept from batch to batch.
/// </summary>
internal abstract class StateMapper<TKey, TValue, TState, TMapped>(int partition, StateTimeout timeout)
    : Stage<KeyValuePair<TKey, TValue>>, IDisposable
{
    protected const string OperatorName = "MapWithState";

    private readonly StateTimers? _timers = timeout is { Idle: { } idle, IsPrompt: true } ? new(timeout.Zero, timeout.Slide, idle) : null;

    public override bool KeepsRecords => KeyTraits<TMapped>.MayHoldSlices;

    public StateTable<TKey, TState> Table { get; } = new();

    protected StageContext Context { get; private set; } = new(partition);

    protected long Time => Context.Time.Milliseconds;

    /// <summary>What the function gave in this batch.</summary>
    public RecordPieces<TMapped> Results { get; private set; } = new();

    /// <summary>Whether a record touches the state of its key even if the function leaves it alone.</summary>
    protected bool RecordsTouch { get; } = timeout.Idle is not null;

    /// <summary>The table was filled from outside.</summary>
    public void Loaded() => _timers?.Rebuild(Table);

    /// <summary>Starts a batch, which <see cref="Commit"/> or <see cref="Undo"/> ends.</summary>
    public void Begin(BatchScope scope)
    {
        if (Table.Compact(scope))
        {
            _timers?.Rebuild(Table);
        }

        Context = scope.Begin(this, Context.Partition);
        Results = new RecordPieces<TMapped>();
        Table.Begin();
        _timers?.Begin(Table, Time);
    }

    /// <summary>After the last record: keys that are idle leave, at a full scan or, by timers, in every batch.</summary>
    public void Expire(bool fullScan)
    {
        StageContext? outer = Context.Enter(0);
        try
        {
            ExpireIdle(fullScan, timeout.ThresholdAt(Time));
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    /// <summary>Every partition succeeded.</summary>
    /// <returns>What the function gave.</returns>
    public RecordPieces<TMapped> Commit()
    {
        Table.Commit();
        _timers?.Commit(Table);
        Context.Settle();
        return Results;
    }

    /// <summary>A partition failed, perhaps this one: the state is as it was before the batch.</summary>
    public void Undo()
    {
        Table.Undo();
        _timers?.Undo();
        Results.Release();
    }

    public virtual void Dispose()
    {
        Table.Dispose();
        _timers?.Dispose();
    }

    protected void Created(int number) => _timers?.Add(number);

    /// <summary>Calls the function for a key that is idle, without a value.</summary>
    protected abstract void CallLast(TKey key, TState state);

    private void ExpireIdle(bool fullScan, long threshold)
    {
        if (_timers is not null)
        {
            foreach (int number in _timers.Due)
            {
                ExpireIfIdle(number, threshold);
            }
        }
        else if (fullScan && threshold != long.MinValue)
        {
            for (int number = 0; number < Table.Count; number++)
            {
                ExpireIfIdle(number, threshold);
            }
        }
    }

    private void ExpireIfIdle(int number, long threshold)
    {
        ref StateSlot<TState> slot = ref Table.Slots[number];
        if (slot.IsAlive && slot.Touched < threshold)
        {
            CallLast(Table.Keys[number], slot.State);
            Table.Remove(number, ref slot, Time);
        }
    }
}
