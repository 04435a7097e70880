namespace HotStream;

/// <content>In a checkpoint: the tables, and which panes hold a batch that failed.</content>
internal sealed partial class FoldedWindowDStream<TRecord, TKey, TState, TOut>
{
    internal override Recoverable CreateRecoverable(OperatorPlace place) =>
        new WindowRecovery<TKey, TState, TOut>(place, OperatorName, _grid, _tables, Save, Load);

    private void Save(SnapshotWriter output)
    {
        output.Write(_lastSeen);
        output.WriteLength(_panes.Count);
        foreach (PaneRecord pane in _panes.Append(_open))
        {
            output.WriteText(pane.Failure?.Message ?? "");
        }
    }

    private void Load(SnapshotReader section)
    {
        _panes.Clear();
        _lastSeen = section.ReadLong();
        for (int left = section.ReadLength(least: 1); left > 0; left--)
        {
            _panes.Enqueue(ReadPane(section));
        }

        _open = ReadPane(section);
    }

    private static PaneRecord ReadPane(SnapshotReader section)
    {
        string failure = section.ReadString();
        return new PaneRecord { Failure = failure.Length == 0 ? null : new InvalidOperationException($"Before the restart: {failure}") };
    }
}
