namespace HotStream;

/// <summary>
/// <c>UpdateStateByKey</c> apart from any stream. A batch changes all partitions of the state or none. Called on the driver.
/// </summary>
internal abstract class UpdateJob<TKey, TValue, TState> : IDisposable
{
    protected const string OperatorName = "UpdateStateByKey";

    protected UpdateJob(int partitions)
    {
        Tables = new StateTable<TKey, TState>[partitions];
        Groups = new ValueGroups<TKey, TValue>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            Tables[i] = new();
            Groups[i] = new();
        }
    }

    /// <summary>Whether every batch makes new tables.</summary>
    public virtual bool RebuildsTables => false;

    /// <summary>Keys that have a state.</summary>
    public long KeysHeld => Tables.Sum(table => (long)table.Alive);

    public StateTable<TKey, TState>[] Tables { get; }

    protected ValueGroups<TKey, TValue>[] Groups { get; }

    /// <summary>Fills the tables with the states that the user gave.</summary>
    public void Load(IReadOnlyList<KeyValuePair<TKey, TState>> initial)
    {
        foreach ((TKey key, TState state) in initial)
        {
            Tables[StableHash.Partition(StableHash.Of(key), Tables.Length)].Load(key, state, time: 0);
        }
    }

    /// <summary>Updates the state of every key by the values of a batch, and gives all of it.</summary>
    /// <param name="parent">The values, or null for none.</param>
    /// <param name="scope">The batch's scope.</param>
    /// <exception cref="BatchFailedException">The function threw, or something above; the state is unchanged.</exception>
    public Batch<KeyValuePair<TKey, TState>> Run(Batch<KeyValuePair<TKey, TValue>>? parent, BatchScope scope)
    {
        Begin(scope);
        StageContext[] runs = [.. Enumerable.Range(0, Tables.Length).Select(partition => scope.Begin(this, partition))];
        Exchange<TKey, TValue>? dealt = parent is null ? null : new(parent, Tables.Length);
        try
        {
            bool isSmall = (dealt?.Count ?? 0) + Array.ConvertAll(Tables, table => (long)table.Alive).Sum() < 4096;
            scope.Executor.RunAll(new UpdateTask(this, dealt, runs), Tables.Length, isSmall);
        }
        finally
        {
            dealt?.Release();
            Array.ForEach(Groups, groups => groups.Clear());
        }

        Batch<KeyValuePair<TKey, TState>> updated = Commit(scope);
        Array.ForEach(runs, run => run.Settle());
        return updated;
    }

    public virtual void Dispose()
    {
        Array.ForEach(Tables, table => table.Dispose());
        Array.ForEach(Groups, groups => groups.Dispose());
    }

    /// <summary>Before a batch.</summary>
    protected abstract void Begin(BatchScope scope);

    /// <summary>Works out the next state of one partition, whose values are sorted, without changing the present one.</summary>
    protected abstract void Update(int partition, BatchTime time);

    /// <summary>All partitions succeeded: their next states are the present ones.</summary>
    protected abstract Batch<KeyValuePair<TKey, TState>> Commit(BatchScope scope);

    private sealed class UpdateTask(UpdateJob<TKey, TValue, TState> job, Exchange<TKey, TValue>? dealt, StageContext[] runs)
        : IPartitionTask
    {
        public void Run(int partition)
        {
            StageContext? outer = runs[partition].Enter(0);
            try
            {
                job.Groups[partition].Sort(job.Tables[partition], dealt?.For(partition) ?? []);
                job.Update(partition, runs[partition].Time);
            }
            catch (Exception cause)
            {
                throw runs[partition].Explain(OperatorName, cause);
            }
            finally
            {
                StageContext.Leave(outer);
            }
        }
    }
}
