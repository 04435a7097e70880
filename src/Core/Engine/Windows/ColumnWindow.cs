using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Keys are numbered once, panes and totals are columns over these numbers, and so a slide is arithmetic on columns. Numbers of keys that
/// left are taken back when they are more than half. What the user's functions throw breaks the totals; they are then computed anew,
/// from the panes, at the next slide.
/// </summary>
internal abstract unsafe partial class ColumnWindow<TKey, TState, TCell, TCells, TOut, TResult> : WindowTable<TKey, TState, TOut>
    where TCells : struct, ICells<TState, TCell>
    where TResult : struct, IWindowResult<TKey, TState, TOut>
{
    private const int DenseFraction = 8;
    private const int LeastKeysToCompact = 2048;

    private readonly Stack<Pane<TCell>> _pool = new();
    private readonly GrowingArray<int> _positions = new(); // in the open sparse pane, plus one
    private readonly GrowingArray<long> _totals = new();
    private readonly TResult _result;
    private Pane<TCell>? _open;
    private int _covered;
    private int _lastTouched;
    private int _compactAt = LeastKeysToCompact;
    private int _version = 1;
    private bool _broken;

    protected ColumnWindow(int panesPerWindow, TCells cells, TResult result)
    {
        PanesPerWindow = panesPerWindow;
        Cells = cells;
        _result = result;
    }

    protected int PanesPerWindow { get; }

    protected TCells Cells { get; }

    protected PaneRing<TCell> Panes { get; } = new();

    /// <summary>Panes below were taken in by a slide.</summary>
    protected long Entered { get; private set; }

    protected KeyIndex<TKey> Index { get; private set; } = KeyIndex<TKey>.Create();

    /// <summary>Keys that were in a pane taken in, by number.</summary>
    protected int KeysEntered { get; private set; }

    /// <summary>Records in the window by number, for the keys known when it slid last.</summary>
    protected Span<long> Totals => _totals.Span(_covered);

    public sealed override int KeyCount => KeysEntered;

    public sealed override void Enter(FoldTable<TKey, TState> lane, int partition)
    {
        lane.Follow(partition, _version);
        _open ??= OpenPane();
        TKey[] unknown = ArrayPool<TKey>.Shared.Rent(Block.Size);
        int[] places = ArrayPool<int>.Shared.Rent(Block.Size);
        int waiting = 0;
        ReadOnlySpan<TKey> keys = lane.Keys;
        ReadOnlySpan<long> counts = lane.Counts;
        ReadOnlySpan<TState> states = lane.States;
        ReadOnlySpan<int> partitions = lane.Partitions;
        Span<int> numbers = lane.Numbers;
        PrepareOpen();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0 || partitions[i] != partition)
            {
                continue;
            }

            if (numbers[i] != 0)
            {
                Take(numbers[i] - 1, counts[i], FoldTable<TKey, TState>.HasStates ? states[i] : default!);
                continue;
            }

            unknown[waiting] = keys[i];
            places[waiting++] = i;
            if (waiting == Block.Size)
            {
                TakeUnknown(lane, unknown, places.AsSpan(0, waiting));
                waiting = 0;
            }
        }

        TakeUnknown(lane, unknown, places.AsSpan(0, waiting));
        ArrayPool<TKey>.Shared.Return(unknown, RuntimeHelpers.IsReferenceOrContainsReferences<TKey>());
        ArrayPool<int>.Shared.Return(places);
    }

    public sealed override void ClosePane()
    {
        Pane<TCell> pane = _open ?? OpenPane();
        _open = null;
        foreach (int number in pane.IsDense ? default : pane.Numbers)
        {
            Unsafe.Add(ref _positions.First, number) = 0;
        }

        _lastTouched = pane.Touched;
        pane.KeysKnown = Index.Count;
        Panes.Add(pane);
    }

    public sealed override void Slide()
    {
        long first = Math.Max(Panes.First, Panes.End - PanesPerWindow);
        _totals.EnsureCapacity(Index.Count, _covered);
        _covered = Index.Count;
        try
        {
            if (_broken)
            {
                Totals.Clear();
                Rebuild(first);
            }
            else
            {
                SlideTo(first);
            }

            _broken = false;
        }
        catch
        {
            _broken = true;
            throw;
        }
        finally
        {
            Entered = Panes.End;
            KeysEntered = Index.Count;
            while (Panes.First < first)
            {
                Recycle(Panes.RemoveFirst());
            }
        }

        if (Index.Count > _compactAt)
        {
            Compact();
        }
    }

    public sealed override void Emit(Stage<TOut> next)
    {
        TOut[] block = ArrayPool<TOut>.Shared.Rent(Block.Size);
        TCell[] scratch = ArrayPool<TCell>.Shared.Rent(Block.Size);
        int waiting = 0;
        int end = KeysEntered;
        for (int start = 0; start < end && !next.IsFull; start += Block.Size)
        {
            int length = Math.Min(Block.Size, end - start);
            ReadOnlySpan<TKey> keys = Index.Keys.Slice(start, length);
            ReadOnlySpan<long> totals = Totals.Slice(start, length);
            ReadOnlySpan<TCell> cells = FoldTable<TKey, TState>.HasStates ? CellsOf(start, scratch.AsSpan(0, length)) : default;
            for (int i = 0; i < length; i++)
            {
                if (totals[i] == 0 && !KeepsEmptyKeys)
                {
                    continue;
                }

                block[waiting] = _result.Of(keys[i], totals[i], FoldTable<TKey, TState>.HasStates ? Cells.StateOf(cells[i]) : default!);
                waiting += Accepts(block[waiting]) ? 1 : 0;
                if (waiting == Block.Size)
                {
                    next.Accept(block.AsSpan(0, waiting));
                    waiting = 0;
                }
            }
        }

        if (waiting > 0)
        {
            next.Accept(block.AsSpan(0, waiting));
        }

        ArrayPool<TCell>.Shared.Return(scratch, RuntimeHelpers.IsReferenceOrContainsReferences<TCell>());
        ArrayPool<TOut>.Shared.Return(block, RuntimeHelpers.IsReferenceOrContainsReferences<TOut>());
    }

    public override void Dispose()
    {
        while (Panes.First < Panes.End)
        {
            Panes.RemoveFirst().Dispose();
        }

        _open?.Dispose();
        while (_pool.TryPop(out Pane<TCell>? pane))
        {
            pane.Dispose();
        }

        Index.Dispose();
        _positions.Dispose();
        _totals.Dispose();
        _restoredTexts?.Dispose();
    }

    /// <summary>Whether keys without records in the window are part of the result.</summary>
    protected virtual bool KeepsEmptyKeys => false;

    /// <summary>
    /// Takes panes from <see cref="Entered"/> in, and those before <paramref name="first"/> out, totals of records included.
    /// </summary>
    protected abstract void SlideTo(long first);

    /// <summary>Computes everything anew from the panes from <paramref name="first"/> on; totals of records are 0.</summary>
    protected abstract void Rebuild(long first);

    /// <summary>Cells of the window for consecutive keys, as many as fit in the scratch, which may be used for them.</summary>
    protected abstract ReadOnlySpan<TCell> CellsOf(int start, Span<TCell> scratch);

    /// <summary>Key numbers changed: every kept cell of a column must move to its new place.</summary>
    protected abstract void Renumber(ReadOnlySpan<int> numbers, int keys);

    /// <summary>Whether a result is shown.</summary>
    protected virtual bool Accepts(TOut result) => true;

    /// <summary>Adds a pane's records to the totals.</summary>
    protected void AddCounts(Pane<TCell> pane, int sign)
    {
        Span<long> totals = Totals;
        ReadOnlySpan<int> counts = pane.Counts;
        if (pane.IsDense)
        {
            ColumnKernels.AddScaled(totals, counts, sign);
        }
        else
        {
            ReadOnlySpan<int> numbers = pane.Numbers;
            for (int i = 0; i < numbers.Length; i++)
            {
                totals[numbers[i]] += sign * counts[i];
            }
        }

        AddExcess(pane, sign);
    }

    /// <summary>Adds what a pane's counts could not hold.</summary>
    protected void AddExcess(Pane<TCell> pane, int sign)
    {
        for (int i = 0; i < pane.Excess.Count; i++)
        {
            Totals[pane.Excess[i].Number] += sign * pane.Excess[i].Records;
        }
    }

    private Pane<TCell> OpenPane()
    {
        Pane<TCell> pane = _pool.TryPop(out Pane<TCell>? pooled) ? pooled : new Pane<TCell>();
        pane.Open(isDense: (long)_lastTouched * DenseFraction >= Index.Count);
        long leaving = Panes.End - PanesPerWindow;
        if (leaving >= Panes.First)
        {
            Panes[leaving].Fetch(); // long out of the cache, and needed when the pane opened now is closed
        }

        return pane;
    }

    private void PrepareOpen()
    {
        int keys = Index.Count;
        if (_open!.IsDense)
        {
            _open.Cover(keys, Cells.Neutral);
        }
        else
        {
            _positions.EnsureCapacity(keys, Math.Min(keys, _positions.Capacity));
        }
    }

    private void TakeUnknown(FoldTable<TKey, TState> lane, TKey[] keys, ReadOnlySpan<int> places)
    {
        if (places.IsEmpty)
        {
            return;
        }

        int* found = stackalloc int[Block.Size];
        Index.FindOrAdd(keys.AsSpan(0, places.Length), found);
        PrepareOpen();
        for (int i = 0; i < places.Length; i++)
        {
            int place = places[i];
            lane.Numbers[place] = found[i] + 1;
            Take(found[i], lane.Counts[place], FoldTable<TKey, TState>.HasStates ? lane.States[place] : default!);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(int number, long records, TState state)
    {
        Pane<TCell> pane = _open!;
        int position = number;
        if (!pane.IsDense)
        {
            ref int place = ref Unsafe.Add(ref _positions.First, number);
            if (place == 0)
            {
                place = pane.Append(number) + 1;
            }

            position = place - 1;
        }

        bool isNew = pane.CountAt(position) == 0;
        pane.Count(position, number, records);
        if (isNew)
        {
            pane.Touch();
        }

        if (FoldTable<TKey, TState>.HasStates)
        {
            ref TCell cell = ref pane.CellAt(position);
            if (isNew)
            {
                cell = Cells.Of(state);
            }
            else
            {
                Cells.Merge(ref cell, Cells.Of(state));
            }
        }
    }

    private void Recycle(Pane<TCell> pane)
    {
        pane.Clear();
        _pool.Push(pane);
    }

    private void Compact()
    {
        int count = Index.Count;
        byte[] alive = ArrayPool<byte>.Shared.Rent(count);
        int[] numbers = ArrayPool<int>.Shared.Rent(count);
        int living = FindAlive(alive.AsSpan(0, count));
        if (living <= count / 2)
        {
            KeyIndex<TKey> index = KeyIndex<TKey>.Create();
            index.AddAlive(Index, alive, numbers);
            ReadOnlySpan<int> moved = numbers.AsSpan(0, count);
            for (long sequence = Panes.First; sequence < Panes.End; sequence++)
            {
                Panes[sequence].Renumber(moved, living);
            }

            Move(Totals, moved, 0L);
            Renumber(moved, living);
            Index.Dispose();
            Index = index;
            KeysEntered = living;
            _covered = living;
            _version++;
        }

        _compactAt = Math.Max(LeastKeysToCompact, living * 2);
        ArrayPool<byte>.Shared.Return(alive);
        ArrayPool<int>.Shared.Return(numbers);
    }

    private int FindAlive(Span<byte> alive)
    {
        int living = 0;
        ReadOnlySpan<long> totals = Totals;
        for (int i = 0; i < alive.Length; i++)
        {
            bool lives = totals[i] != 0 || (KeepsEmptyKeys && IsShown(i));
            alive[i] = lives ? (byte)1 : (byte)0;
            living += lives ? 1 : 0;
        }

        return living;
    }

    private bool IsShown(int number)
    {
        TCell cell = default!;
        return Accepts(_result.Of(Index.Keys[number], 0, FoldTable<TKey, TState>.HasStates
            ? Cells.StateOf(CellsOf(number, new Span<TCell>(ref cell))[0]) : default!));
    }

    /// <summary>Moves the cells of a column to their new places, which are never behind the old ones; the rest becomes empty.</summary>
    protected static void Move<T>(Span<T> column, ReadOnlySpan<int> numbers, T empty)
    {
        int end = 0;
        for (int i = 0; i < column.Length; i++)
        {
            if (numbers[i] >= 0)
            {
                column[numbers[i]] = column[i];
                end = numbers[i] + 1;
            }
        }

        column[end..].Fill(empty);
    }
}
