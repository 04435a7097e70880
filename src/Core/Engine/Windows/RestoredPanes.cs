namespace HotStream;

/// <summary>
/// What was read of a window's checkpoint and is not in its panes yet: panes by number, the open one, and keys kept without records.
/// </summary>
internal sealed class RestoredPanes<TKey, TState>
{
    /// <summary>Rows of a pane: keys, their records, and their states where the window has any.</summary>
    public readonly record struct Rows(TKey[] Keys, long[] Counts, TState[] States);

    private readonly Dictionary<long, List<Rows>> _closed = [];

    /// <summary>Sequence number of the first pane.</summary>
    public long First { get; private set; }

    /// <summary>One more than that of the last closed one.</summary>
    public long End { get; private set; }

    public List<Rows> Open { get; } = [];

    /// <summary>Keys that have no records in the window and are part of its result all the same.</summary>
    public List<Rows> Kept { get; } = [];

    /// <summary>A later checkpoint begins: what it says replaces what can change.</summary>
    public void Begin(long first, long end)
    {
        (First, End) = (first, end);
        Open.Clear();
        Kept.Clear();
        foreach (long gone in _closed.Keys.Where(sequence => sequence < first).ToList())
        {
            _closed.Remove(gone);
        }
    }

    public void AddClosed(long sequence, Rows rows)
    {
        if (!_closed.TryGetValue(sequence, out List<Rows>? list))
        {
            _closed[sequence] = list = [];
        }

        list.Add(rows);
    }

    public IReadOnlyList<Rows> Closed(long sequence) => _closed.GetValueOrDefault(sequence) ?? [];
}
