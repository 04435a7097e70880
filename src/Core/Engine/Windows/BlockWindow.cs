namespace HotStream;

/// <summary>
/// A window of an aggregate that cannot be undone. Law: result = front merged with middle merged with back. With blocks of c =
/// ceil(sqrt(n)) panes for a window of n, the front is what is left of the oldest block (one of its panes has left), a suffix of it; the
/// middle whole blocks; the back the block being filled, one merge a pane. While one block is the front, each slide prepares the next: one
/// more suffix of the next block, from its end, and one more whole block for the next middle. So the worst slide costs what the average
/// does, where two stacks of panes would merge the whole window at every flip. The order of panes is kept, so that first and last are
/// possible.
/// <para>A pane that lists its keys is merged into the suffix where it lies and keeps what it lies over, so that it leaves by putting that
/// back: a slide costs the keys that changed. Only a pane over all keys has a suffix of its own.</para>
/// </summary>
internal sealed class BlockWindow<TKey, TState, TCell, TCells, TOut, TResult> : ColumnWindow<TKey, TState, TCell, TCells, TOut, TResult>
    where TCells : struct, ICells<TState, TCell>
    where TResult : struct, IWindowResult<TKey, TState, TOut>
{
    private readonly int _blockPanes;
    private readonly Stack<CellColumn<TState, TCell, TCells>> _spare = new();
    private readonly Queue<CellColumn<TState, TCell, TCells>> _whole = new(); // blocks _front + 2 and later, as far as they are whole
    private CellColumn<TState, TCell, TCells> _suffix; // what is left of the front block
    private CellColumn<TState, TCell, TCells> _nextSuffix; // of the block after it, as far as it is prepared
    private CellColumn<TState, TCell, TCells>?[] _later; // the suffix behind each pane of the front block that covers all keys
    private CellColumn<TState, TCell, TCells>?[] _nextLater;
    private CellColumn<TState, TCell, TCells> _middle;
    private CellColumn<TState, TCell, TCells> _nextMiddle;
    private CellColumn<TState, TCell, TCells> _back;
    private long _front = -1; // number of the front block
    private long _start; // sequence number of the first pane in the window
    private long _end; // one more than that of the last
    private long _origin; // sequence number of the first pane of block 0
    private int _suffixesLeft; // of the next front block, still to be computed
    private int _mergedWhole; // blocks of _whole merged into the next middle

    public BlockWindow(int panesPerWindow, TCells cells, TResult result)
        : base(panesPerWindow, cells, result)
    {
        _blockPanes = (int)Math.Ceiling(Math.Sqrt(panesPerWindow));
        _later = new CellColumn<TState, TCell, TCells>?[_blockPanes];
        _nextLater = new CellColumn<TState, TCell, TCells>?[_blockPanes];
        _suffixesLeft = _blockPanes - 1;
        _suffix = new(cells);
        _nextSuffix = new(cells);
        _middle = new(cells);
        _nextMiddle = new(cells);
        _back = new(cells);
    }

    /// <summary>Columns merged by the last slide; for tests of the law that no slide costs more than a few.</summary>
    public int LastMerges { get; private set; }

    protected override void SlideTo(long first)
    {
        LastMerges = 0;
        for (long sequence = Panes.First; sequence < Math.Min(first, Entered); sequence++)
        {
            AddCounts(Panes[sequence], -1);
        }

        for (long sequence = Math.Max(first, Entered); sequence < Panes.End; sequence++)
        {
            AddCounts(Panes[sequence], 1);
        }

        if (first >= Entered)
        {
            Restart(first); // no pane of the window before is in this one
            return;
        }

        for (long sequence = Entered; sequence < Panes.End; sequence++)
        {
            if (_end - _start == PanesPerWindow)
            {
                Evict();
            }

            Insert(Panes[sequence]);
        }
    }

    protected override void Rebuild(long first)
    {
        for (long sequence = first; sequence < Panes.End; sequence++)
        {
            AddCounts(Panes[sequence], 1);
        }

        Restart(first);
    }

    protected override ReadOnlySpan<TCell> CellsOf(int start, Span<TCell> scratch)
    {
        scratch.Fill(Cells.Neutral);
        MergePart(_suffix, start, scratch);
        MergePart(_middle, start, scratch);
        MergePart(_back, start, scratch);
        return scratch;
    }

    protected override void Renumber(ReadOnlySpan<int> numbers, int keys) => Restart(Panes.First);

    public override void Dispose()
    {
        base.Dispose();
        Reset(0);
        _suffix.Dispose();
        _nextSuffix.Dispose();
        _middle.Dispose();
        _nextMiddle.Dispose();
        _back.Dispose();
        while (_spare.TryPop(out CellColumn<TState, TCell, TCells>? column))
        {
            column.Dispose();
        }
    }

    private void MergePart(CellColumn<TState, TCell, TCells> column, int start, Span<TCell> result)
    {
        int length = Math.Min(column.Length - start, result.Length);
        if (length > 0)
        {
            Cells.Merge(result[..length], column.Cells.Slice(start, length), result[..length]);
        }
    }

    private long FirstPaneOf(long block) => _origin + (block * _blockPanes);

    /// <summary>Begins anew with the panes from a sequence number on.</summary>
    private void Restart(long first)
    {
        Reset(first);
        for (long sequence = first; sequence < Panes.End; sequence++)
        {
            Insert(Panes[sequence]);
        }
    }

    private void Reset(long first)
    {
        GiveBack(_later);
        GiveBack(_nextLater);
        while (_whole.TryDequeue(out CellColumn<TState, TCell, TCells>? column))
        {
            GiveBack(column);
        }

        _suffix.Clear();
        _nextSuffix.Clear();
        _middle.Clear();
        _nextMiddle.Clear();
        _back.Clear();
        _front = -1;
        _origin = first;
        _start = first;
        _end = first;
        _suffixesLeft = _blockPanes - 1;
        _mergedWhole = 0;
    }

    private void Insert(Pane<TCell> pane)
    {
        _back.MergeLater(pane);
        LastMerges++;
        _end++;
        if ((_end - _origin) % _blockPanes == 0)
        {
            _middle.MergeLater(_back);
            LastMerges++;
            if (BlocksFilled > _front + 2)
            {
                CellColumn<TState, TCell, TCells> whole = TakeColumn();
                (whole, _back) = (_back, whole);
                _whole.Enqueue(whole);
            }

            _back.Clear();
        }

        StepSuffixes();
        StepMiddle();
    }

    private long BlocksFilled => (_end - _origin) / _blockPanes;

    private void Evict()
    {
        if (_start == FirstPaneOf(_front + 1))
        {
            AdvanceFront();
        }
        else
        {
            Leave(Panes[_start], ref _later[_start - FirstPaneOf(_front)]);
        }

        _start++;
    }

    /// <summary>A pane leaves the front block, and what came in it after that pane stays.</summary>
    private void Leave(Pane<TCell> pane, ref CellColumn<TState, TCell, TCells>? later)
    {
        if (later is null)
        {
            _suffix.Uncover(pane);
            return;
        }

        GiveBack(_suffix);
        _suffix = later;
        later = null;
    }

    /// <summary>The first pane of the next block leaves: that block becomes the front, and what was prepared takes effect.</summary>
    private void AdvanceFront()
    {
        while (_suffixesLeft > 0 && StepSuffixes())
        {
        }

        while (StepMiddle())
        {
        }

        _front++;
        (_later, _nextLater) = (_nextLater, _later);
        (_suffix, _nextSuffix) = (_nextSuffix, _suffix);
        _nextSuffix.Clear();
        _suffixesLeft = _blockPanes - 1;
        (_middle, _nextMiddle) = (_nextMiddle, _middle);
        _nextMiddle.Clear();
        _mergedWhole = 0;
        if (_whole.TryDequeue(out CellColumn<TState, TCell, TCells>? next))
        {
            GiveBack(next); // it is the next front now, and no part of the middle after this one
        }
    }

    /// <summary>
    /// One more suffix of the block after the front, from its last pane to its second; false when there is nothing to do yet, or any more.
    /// </summary>
    private bool StepSuffixes()
    {
        if (_suffixesLeft == 0 || BlocksFilled < _front + 2)
        {
            return false;
        }

        Pane<TCell> earlier = Panes[FirstPaneOf(_front + 1) + _suffixesLeft];
        if (earlier.IsDense)
        {
            CellColumn<TState, TCell, TCells> suffix = TakeColumn();
            suffix.Combine(earlier, _nextSuffix);
            _nextLater[_suffixesLeft] = _nextSuffix;
            _nextSuffix = suffix;
        }
        else
        {
            _nextSuffix.MergeEarlier(earlier);
        }

        _suffixesLeft--;
        LastMerges++;
        return true;
    }

    /// <summary>One more whole block merged into the next middle; false when there is none.</summary>
    private bool StepMiddle()
    {
        if (_mergedWhole == _whole.Count)
        {
            return false;
        }

        int at = 0;
        foreach (CellColumn<TState, TCell, TCells> column in _whole)
        {
            if (at++ == _mergedWhole)
            {
                _nextMiddle.MergeLater(column);
                break;
            }
        }

        _mergedWhole++;
        LastMerges++;
        return true;
    }

    private CellColumn<TState, TCell, TCells> TakeColumn() =>
        _spare.TryPop(out CellColumn<TState, TCell, TCells>? column) ? column : new(Cells);

    private void GiveBack(CellColumn<TState, TCell, TCells>?[] columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is { } column)
            {
                GiveBack(column);
                columns[i] = null;
            }
        }
    }

    private void GiveBack(CellColumn<TState, TCell, TCells> column)
    {
        column.Clear();
        _spare.Push(column);
    }
}
