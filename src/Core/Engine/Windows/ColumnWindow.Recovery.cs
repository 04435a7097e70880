namespace HotStream;

/// <content>
/// In a checkpoint. Sections, each with its kind first: rows of closed panes (a pane's number, keys, records, states), a head (numbers of
/// the first pane and behind the last), rows of the open pane, and of keys kept without records. A closed pane never changes, so each is
/// written once; totals are made from the panes again.
/// </content>
internal abstract unsafe partial class ColumnWindow<TKey, TState, TCell, TCells, TOut, TResult>
{
    private const byte Head = 0;
    private const byte ClosedRows = 1;
    private const byte OpenRows = 2;
    private const byte KeptRows = 3;

    private long _writtenEnd; // panes below are in an earlier checkpoint
    private RestoredPanes<TKey, TState>? _restored;
    private Utf8Arena? _restoredTexts; // of states; the index copies those of keys

    public sealed override void BeginCapture(bool isWhole) => _writtenEnd = isWhole ? Panes.First : Math.Max(Panes.First, _writtenEnd);

    public sealed override bool CaptureAhead(int rows, StoredColumn<TKey> keys, StoredColumn<TState>? states, SnapshotWriter output)
    {
        _writtenEnd = Math.Max(Panes.First, _writtenEnd);
        if (_writtenEnd == Panes.End)
        {
            return true;
        }

        using var written = new WindowRows<TKey, TState>(keys, states, output);
        for (; _writtenEnd < Panes.End; _writtenEnd++)
        {
            if (rows <= 0)
            {
                return false;
            }

            Pane<TCell> pane = Panes[_writtenEnd];
            Write(ClosedRows, _writtenEnd, pane, written);
            rows -= Math.Max(1, pane.Counts.Length);
        }

        return true;
    }

    public sealed override void Capture(StoredColumn<TKey> keys, StoredColumn<TState>? states, SnapshotWriter output)
    {
        CaptureAhead(int.MaxValue, keys, states, output);
        output.Write(Head);
        output.Write(Panes.First);
        output.Write(Panes.End);
        output.EndSection();
        using var rows = new WindowRows<TKey, TState>(keys, states, output);
        if (_open is not null)
        {
            Write(OpenRows, Panes.End, _open, rows);
        }

        WriteKept(rows);
    }

    public sealed override void Restore(SnapshotReader section, StoredColumn<TKey> keys, StoredColumn<TState>? states)
    {
        _restored ??= new();
        byte kind = section.ReadByte();
        long number = section.ReadLong();
        if (kind == Head)
        {
            _restored.Begin(number, Math.Max(number, section.ReadLong()));
            return;
        }

        RestoredPanes<TKey, TState>.Rows rows = WindowRows<TKey, TState>.Read(section, keys, states, _restoredTexts ??= new Utf8Arena());
        switch (kind)
        {
            case ClosedRows:
                _restored.AddClosed(number, rows);
                break;
            case OpenRows:
                _restored.Open.Add(rows);
                break;
            case KeptRows:
                _restored.Kept.Add(rows);
                break;
            default:
                throw SnapshotReader.Damaged();
        }
    }

    public sealed override void Restored()
    {
        if (_restored is not { } restored)
        {
            return;
        }

        _restored = null;
        Panes.StartAt(restored.First);
        _writtenEnd = restored.First;
        for (long sequence = restored.First; sequence < restored.End; sequence++)
        {
            _open = OpenPane();
            Fill(restored.Closed(sequence));
            ClosePane();
        }

        _writtenEnd = restored.End;
        _open = OpenPane();
        Fill(restored.Open);
        FillKept(restored.Kept);
        _broken = true; // the next slide makes totals from the panes
    }

    /// <summary>A key without records that is part of the result has this state.</summary>
    protected virtual void RestoreKept(int number, TState state)
    {
    }

    /// <summary>All keys are known: columns must have room for them.</summary>
    protected virtual void CoverRestored()
    {
    }

    private void Write(byte kind, long sequence, Pane<TCell> pane, WindowRows<TKey, TState> rows)
    {
        rows.Begin(kind, sequence);
        ReadOnlySpan<int> counts = pane.Counts;
        Dictionary<int, long>? excess = pane.Excess.Count == 0 ? null
            : pane.Excess.GroupBy(beyond => beyond.Number).ToDictionary(group => group.Key, group => group.Sum(beyond => beyond.Records));
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] != 0)
            {
                int number = pane.IsDense ? i : pane.Numbers[i];
                long records = counts[i] + (excess?.GetValueOrDefault(number) ?? 0);
                rows.Add(Index.Keys[number], records, FoldTable<TKey, TState>.HasStates ? Cells.StateOf(pane.Cells[i]) : default!);
            }
        }

        rows.End();
    }

    private void WriteKept(WindowRows<TKey, TState> rows)
    {
        if (!KeepsEmptyKeys)
        {
            return;
        }

        rows.Begin(KeptRows, 0);
        for (int number = 0; number < KeysEntered; number++)
        {
            if (Totals[number] == 0 && IsShown(number))
            {
                TCell cell = default!;
                rows.Add(Index.Keys[number], 0,
                    FoldTable<TKey, TState>.HasStates ? Cells.StateOf(CellsOf(number, new Span<TCell>(ref cell))[0]) : default!);
            }
        }

        rows.End();
    }

    private void Fill(IReadOnlyList<RestoredPanes<TKey, TState>.Rows> pane)
    {
        int* found = stackalloc int[Block.Size];
        foreach (RestoredPanes<TKey, TState>.Rows rows in pane)
        {
            for (int start = 0; start < rows.Keys.Length; start += Block.Size)
            {
                int length = Math.Min(Block.Size, rows.Keys.Length - start);
                Index.FindOrAdd(rows.Keys.AsSpan(start, length), found);
                PrepareOpen();
                for (int i = 0; i < length; i++)
                {
                    Take(found[i], rows.Counts[start + i], FoldTable<TKey, TState>.HasStates ? rows.States[start + i] : default!);
                }
            }
        }
    }

    private void FillKept(List<RestoredPanes<TKey, TState>.Rows> kept)
    {
        int number;
        foreach (RestoredPanes<TKey, TState>.Rows rows in kept)
        {
            for (int i = 0; i < rows.Keys.Length; i++)
            {
                Index.FindOrAdd(rows.Keys.AsSpan(i, 1), &number);
                if (FoldTable<TKey, TState>.HasStates)
                {
                    RestoreKept(number, rows.States[i]);
                }
            }
        }

        CoverRestored();
        _totals.EnsureCapacity(Index.Count, 0);
        _covered = Index.Count;
        KeysEntered = Index.Count;
    }
}
