namespace HotStream;

/// <summary>A window of folded records in checkpoints: a section of the stream's own, and the tables of its partitions.</summary>
/// <param name="place">Where it is in checkpoints.</param>
/// <param name="operatorName">The operator, as messages name it.</param>
/// <param name="grid">Its length and slide: another window cannot be restored from.</param>
/// <param name="tables">The table of each partition.</param>
/// <param name="save">Writes what the stream itself remembers.</param>
/// <param name="load">Takes that in.</param>
internal sealed class WindowRecovery<TKey, TState, TOut>(OperatorPlace place, string operatorName, PaneGrid grid,
    WindowTable<TKey, TState, TOut>[] tables, Action<SnapshotWriter> save, Action<SnapshotReader> load) : Recoverable(place, tables.Length)
{
    private const byte OfStream = 255; // no kind of a table's section

    private StoredColumn<TKey>? _keys;
    private StoredColumn<TState>? _states;

    public override string Kind =>
        $"{operatorName} over {grid.LengthMilliseconds} ms every {grid.SlideMilliseconds} ms of {_keys?.Name} "
        + $"to {_states?.Name ?? "counts"}";

    public override void Bind(CodecSet codecs)
    {
        _keys = codecs.GrowingArray<TKey>(operatorName);
        _states = FoldTable<TKey, TState>.HasStates ? codecs.GrowingArray<TState>(operatorName) : null;
    }

    public override bool Begin(int partition, BatchTime last, bool isWhole)
    {
        tables[partition].BeginCapture(isWhole);
        return isWhole;
    }

    public override bool CaptureAhead(int partition, int rows, SnapshotWriter output) =>
        tables[partition].CaptureAhead(rows, _keys!, _states, output);

    public override void Capture(int partition, BatchTime time, SnapshotWriter output)
    {
        if (partition == 0)
        {
            output.Write(OfStream);
            save(output);
            output.EndSection();
        }

        tables[partition].Capture(_keys!, _states, output);
    }

    public override void Restore(int partition, SnapshotReader section)
    {
        if (section.PeekByte() == OfStream)
        {
            section.ReadByte();
            load(section);
        }
        else
        {
            tables[partition].Restore(section, _keys!, _states);
        }
    }

    public override void Restored(BatchTime time) => Array.ForEach(tables, table => table.Restored());
}
