namespace HotStream;

/// <summary>The closed panes of a window by their sequence number, oldest first.</summary>
internal sealed class PaneRing<TCell>
{
    private Pane<TCell>[] _panes = new Pane<TCell>[8];

    /// <summary>Sequence number of the oldest pane.</summary>
    public long First { get; private set; }

    /// <summary>One more than the sequence number of the newest pane.</summary>
    public long End { get; private set; }

    /// <summary>The next pane has this sequence number; before the first one is added.</summary>
    public void StartAt(long sequence) => First = End = sequence;

    public Pane<TCell> this[long sequence] => _panes[sequence & (_panes.Length - 1)];

    public void Add(Pane<TCell> pane)
    {
        if (End - First == _panes.Length)
        {
            var grown = new Pane<TCell>[_panes.Length * 2];
            for (long sequence = First; sequence < End; sequence++)
            {
                grown[sequence & (grown.Length - 1)] = this[sequence];
            }

            _panes = grown;
        }

        _panes[End++ & (_panes.Length - 1)] = pane;
    }

    public Pane<TCell> RemoveFirst()
    {
        Pane<TCell> first = this[First];
        _panes[First++ & (_panes.Length - 1)] = null!;
        return first;
    }
}
