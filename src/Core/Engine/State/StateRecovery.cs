namespace HotStream;

/// <summary>Keyed state in checkpoints: the tables of its partitions.</summary>
/// <param name="place">Where it is in checkpoints.</param>
/// <param name="operatorName">The operator, as messages name it.</param>
/// <param name="tables">The table of each partition, empty when it is to be restored.</param>
/// <param name="restored">Called when the tables were filled.</param>
/// <param name="beginAnew">Called when there was nothing to fill them with.</param>
/// <param name="isRebuilt">Whether every batch makes new tables, so that nothing says what changed.</param>
internal sealed class StateRecovery<TKey, TState>(OperatorPlace place, string operatorName,
    StateTable<TKey, TState>[] tables, Action restored,
    Action beginAnew, bool isRebuilt) : Recoverable(place, tables.Length)
{
    private readonly (long Time, int Compactions)[] _written = new (long Time, int Compactions)[tables.Length];
    private StoredColumn<TKey>? _keys;
    private StoredColumn<TState>? _states;

    public override string Kind => $"{operatorName} of {_keys?.Name} to {_states?.Name}";

    public override void Bind(CodecSet codecs)
    {
        _keys = codecs.Column<TKey>(operatorName);
        _states = codecs.Column<TState>(operatorName);
    }

    public override bool Capture(int partition, BatchTime time, bool isWhole, SnapshotWriter output)
    {
        StateTable<TKey, TState> table = tables[partition];
        (long Time, int Compactions) last = _written[partition];
        bool isAll = isWhole || isRebuilt || table.Compactions != last.Compactions;
        table.Capture(isAll ? null : last.Time, _keys!, _states!, output);
        _written[partition] = (time.Milliseconds, table.Compactions);
        return isAll;
    }

    public override void Restore(int partition, SnapshotReader section) => tables[partition].Restore(section, _keys!, _states!);

    public override void BeginAnew() => beginAnew();

    public override void Restored(BatchTime time)
    {
        Array.Fill(_written, (time.Milliseconds, 0));
        restored();
    }
}
