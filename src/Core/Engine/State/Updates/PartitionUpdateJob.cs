namespace HotStream;

/// <summary>
/// <c>UpdateStateByKey</c> by a function of a whole partition, which may rename keys and give several pairs for one: the next tables are
/// built from what it gave.
/// </summary>
internal sealed class PartitionUpdateJob<TKey, TValue, TState>(
    Func<IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Optional<TState> State)>, IEnumerable<KeyValuePair<TKey, TState>>> function,
    bool staysInPartition,
    int partitions)
    : UpdateJob<TKey, TValue, TState>(partitions)
{
    private readonly bool _staysInPartition = staysInPartition;
    private readonly RecordPieces<KeyValuePair<TKey, TState>>[] _results = new RecordPieces<KeyValuePair<TKey, TState>>[partitions];

    public override bool RebuildsTables => true;

    protected override void Begin(BatchScope scope)
    {
        for (int i = 0; i < _results.Length; i++)
        {
            _results[i] = new();
        }
    }

    protected override void Update(int partition, BatchTime time)
    {
        IEnumerable<KeyValuePair<TKey, TState>> results = function(Enumerate(partition))
            ?? throw new InvalidOperationException(
                $"The function given to {OperatorName} returned null; return an empty sequence for no states.");
        foreach (KeyValuePair<TKey, TState> result in results)
        {
            _results[partition].Add(result);
        }
    }

    protected override Batch<KeyValuePair<TKey, TState>> Commit(BatchScope scope)
    {
        var tables = new StateTable<TKey, TState>[Tables.Length];
        scope.Executor.RunAll(new RebuildTask(this, tables, scope.Time.Milliseconds), tables.Length,
            isSmall: Array.TrueForAll(_results, list => list.Count < 1024));
        for (int i = 0; i < tables.Length; i++)
        {
            scope.OnRelease(Tables[i].Dispose); // the results may be texts of its keys
            Tables[i] = tables[i];
        }

        return new KeptBatch<KeyValuePair<TKey, TState>>(scope, [.. _results]);
    }

    private IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Optional<TState> State)> Enumerate(int partition)
    {
        StateTable<TKey, TState> table = Tables[partition];
        for (int number = 0; number < table.Count; number++)
        {
            StateSlot<TState> slot = table.Slots[number];
            bool hasValues = Groups[partition].CountOf(number) > 0;
            if (slot.IsAlive || hasValues)
            {
                IReadOnlyList<TValue> values = hasValues ? Values(partition, number) : [];
                yield return (table.Keys[number], values, new(slot.IsAlive, slot.State));
            }
        }
    }

    // A view of its own for every key: the function may look at several.
    private ValueView<TValue> Values(int partition, int number)
    {
        var view = new ValueView<TValue>();
        Groups[partition].Show(number, view);
        return view;
    }

    private sealed class RebuildTask(PartitionUpdateJob<TKey, TValue, TState> job, StateTable<TKey, TState>[] tables, long time)
        : IPartitionTask
    {
        public void Run(int partition)
        {
            var table = new StateTable<TKey, TState>();
            tables[partition] = table;
            for (int i = 0; i < tables.Length; i++)
            {
                if (job._staysInPartition && i != partition)
                {
                    continue;
                }

                foreach (ReadOnlySpan<KeyValuePair<TKey, TState>> piece in job._results[i])
                {
                    Load(table, piece, partition);
                }
            }
        }

        private void Load(StateTable<TKey, TState> table, ReadOnlySpan<KeyValuePair<TKey, TState>> pairs, int partition)
        {
            foreach (ref readonly KeyValuePair<TKey, TState> pair in pairs)
            {
                bool isHere = job._staysInPartition || StableHash.Partition(StableHash.Of(pair.Key), tables.Length) == partition;
                if (isHere && !table.Find(pair.Key).HasValue)
                {
                    table.Load(pair.Key, pair.Value, time);
                }
            }
        }
    }
}
