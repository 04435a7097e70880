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
    private StoredColumn<TKey>? _keys;
    private StoredColumn<TState>? _states;

    public override string Kind => $"{operatorName} of {_keys?.Name} to {_states?.Name}";

    public override void Bind(CodecSet codecs)
    {
        _keys = codecs.GrowingArray<TKey>(operatorName);
        _states = codecs.GrowingArray<TState>(operatorName);
        Array.ForEach(tables, static table => table.NoteChanges());
    }

    public override bool Begin(int partition, BatchTime last, bool isWhole) =>
        isRebuilt || tables[partition].BeginCapture(last.Milliseconds, isWhole);

    public override bool CaptureAhead(int partition, int rows, SnapshotWriter output) =>
        isRebuilt || tables[partition].CaptureAhead(rows, _keys!, _states!, output);

    public override void Capture(int partition, BatchTime time, SnapshotWriter output)
    {
        StateTable<TKey, TState> table = tables[partition];
        if (isRebuilt)
        {
            table.NoteChanges();
            table.BeginCapture(time.Milliseconds, isWhole: true);
        }

        table.CaptureAhead(int.MaxValue, _keys!, _states!, output);
        table.EndCapture();
    }

    public override void Abandon(int partition) => tables[partition].EndCapture();

    public override void Restore(int partition, SnapshotReader section) => tables[partition].Restore(section, _keys!, _states!);

    public override void BeginAnew() => beginAnew();

    public override void Restored(BatchTime time) => restored();
}
