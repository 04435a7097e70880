namespace HotStream;

/// <summary>
/// <c>MapWithState</c> apart from any stream: the partitions of the state and the way of a batch through them. A batch changes all
/// partitions or none. Called on the driver.
/// </summary>
internal sealed class StateJob<TKey, TValue, TState, TMapped> : IDisposable
{
    private readonly StateMapper<TKey, TValue, TState, TMapped>[] _mappers;
    private readonly StateTable<TKey, TState>[] _tables;
    private StateBatch<TKey, TState>? _live;

    public StateJob(StateSpec<TKey, TValue, TState, TMapped> spec, int partitions, StateTimeout timeout)
    {
        _mappers = [.. Enumerable.Range(0, partitions).Select(partition => spec.CreateMapper(partition, timeout))];
        _tables = [.. _mappers.Select(mapper => mapper.Table)];
    }

    /// <summary>Keys that have a state.</summary>
    public long KeysHeld => _tables.Sum(table => (long)table.Alive);

    public StateTable<TKey, TState>[] Tables => _tables;

    /// <summary>Fills the tables with the states that the user gave, as if touched at a time.</summary>
    public void Load(IReadOnlyList<KeyValuePair<TKey, TState>> initial, long time)
    {
        foreach ((TKey key, TState state) in initial)
        {
            _tables[StableHash.Partition(StableHash.Of(key), _tables.Length)].Load(key, state, time);
        }

        Loaded();
    }

    /// <summary>The tables were filled.</summary>
    public void Loaded() => Array.ForEach(_mappers, mapper => mapper.Loaded());

    /// <summary>Takes a batch through the function.</summary>
    /// <param name="parent">The records, or null for none.</param>
    /// <param name="scope">The batch's scope.</param>
    /// <param name="fullScan">Whether idle keys are looked for everywhere.</param>
    /// <exception cref="BatchFailedException">The function threw, or something above; the state is unchanged.</exception>
    public Batch<TMapped> Run(Batch<KeyValuePair<TKey, TValue>>? parent, BatchScope scope, bool fullScan)
    {
        _live?.Freeze();
        _live = null;
        Array.ForEach(_mappers, mapper => mapper.Begin(scope));
        try
        {
            Feed(parent, scope, fullScan);
        }
        catch
        {
            Array.ForEach(_mappers, mapper => mapper.Undo());
            throw;
        }

        return new KeptBatch<TMapped>(scope, Array.ConvertAll(_mappers, mapper => mapper.Commit()));
    }

    /// <summary>All keys and states as they are now; valid as long as the scope.</summary>
    public StateBatch<TKey, TState> Snapshot(BatchScope scope) => _live ??= new StateBatch<TKey, TState>(scope, _tables);

    public void Dispose() => Array.ForEach(_mappers, mapper => mapper.Dispose());

    private void Feed(Batch<KeyValuePair<TKey, TValue>>? parent, BatchScope scope, bool fullScan)
    {
        if (parent is { SolePartition: >= 0 and var sole })
        {
            FeedAsItComes(parent, sole, scope, fullScan);
            return;
        }

        Exchange<TKey, TValue>? dealt = parent is null ? null : new(parent, _mappers.Length);
        try
        {
            scope.Executor.RunAll(new FeedTask(_mappers, dealt, fullScan), _mappers.Length,
                isSmall: (dealt?.Count ?? 0) < 4096 && !fullScan);
        }
        finally
        {
            dealt?.Release();
        }
    }

    /// <summary>Records go from the parent's last stage into the state; if there are several partitions of it, in waves.</summary>
    private void FeedAsItComes(Batch<KeyValuePair<TKey, TValue>> parent, int sole, BatchScope scope, bool fullScan)
    {
        parent.Prepare();
        if (_mappers.Length == 1)
        {
            parent.Execute(sole, _mappers[0]);
            _mappers[0].Expire(fullScan);
            return;
        }

        using var waves = new StateWaves<TKey, TValue>(_mappers, scope.Executor);
        parent.Execute(sole, waves);
        scope.Executor.RunAll(new FeedTask(_mappers, null, fullScan), _mappers.Length, isSmall: waves.Count < 4096 && !fullScan);
    }

    private sealed class FeedTask(StateMapper<TKey, TValue, TState, TMapped>[] mappers, Exchange<TKey, TValue>? dealt, bool fullScan)
        : IPartitionTask
    {
        public void Run(int partition)
        {
            foreach (RecordPieces<KeyValuePair<TKey, TValue>> list in dealt?.For(partition) ?? [])
            {
                list.PushTo(mappers[partition]);
            }

            mappers[partition].Expire(fullScan);
        }
    }
}
