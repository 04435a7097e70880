namespace HotStream;

/// <summary>
/// All keys and states after a batch, read from the tables in place. Before the tables change, whoever changes them calls
/// <see cref="Freeze"/>, which copies only if somebody may still read this batch.
/// </summary>
internal sealed class StateBatch<TKey, TState>(BatchScope scope, StateTable<TKey, TState>[] tables)
    : Batch<KeyValuePair<TKey, TState>>(scope)
{
    private RecordList<KeyValuePair<TKey, TState>>[]? _frozen;

    public override int PartitionCount => tables.Length;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint => _frozen?.Sum(list => (long)list.Count) ?? tables.Sum(table => (long)table.Alive);

    /// <summary>The tables are about to change.</summary>
    public void Freeze()
    {
        if (Scope.IsReleased || _frozen is not null)
        {
            return;
        }

        var lists = new RecordList<KeyValuePair<TKey, TState>>[tables.Length];
        for (int i = 0; i < lists.Length; i++)
        {
            lists[i] = new();
            tables[i].Emit(new RecordListStage<KeyValuePair<TKey, TState>>(lists[i]));
        }

        _frozen = lists;
        Scope.OnRelease(() => Array.ForEach(lists, list => list.Release()));
    }

    internal override void Execute(int partition, Stage<KeyValuePair<TKey, TState>> next)
    {
        if (_frozen is not null)
        {
            _frozen[partition].PushTo(next);
        }
        else
        {
            tables[partition].Emit(next);
        }

        next.Complete();
    }
}
