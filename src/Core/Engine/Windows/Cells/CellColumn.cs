namespace HotStream;

/// <summary>A column of cells that covers as many keys as it has to; keys beyond hold the neutral cell.</summary>
internal sealed class CellColumn<TState, TCell, TCells>(TCells cells) : IDisposable
    where TCells : struct, ICells<TState, TCell>
{
    private readonly GrowingArray<TCell> _cells = new();

    public int Length { get; private set; }

    public Span<TCell> Cells => _cells.Span(Length);

    /// <summary>Every key holds the neutral cell again.</summary>
    public void Clear()
    {
        if (System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<TCell>())
        {
            _cells.Clear(Length);
        }

        Length = 0;
    }

    /// <summary>Becomes what another column is.</summary>
    public void CopyFrom(CellColumn<TState, TCell, TCells> other)
    {
        Clear();
        Cover(other.Length);
        other.Cells.CopyTo(Cells);
    }

    /// <summary>this = this merged with a later column.</summary>
    public void MergeLater(CellColumn<TState, TCell, TCells> later)
    {
        Cover(later.Length);
        cells.Merge(Cells[..later.Length], later.Cells, Cells[..later.Length]);
    }

    /// <summary>this = this merged with a later pane.</summary>
    public void MergeLater(Pane<TCell> later)
    {
        Cover(later.KeysKnown);
        if (later.IsDense)
        {
            cells.Merge(Cells[..later.Length], later.Cells, Cells[..later.Length]);
            return;
        }

        Span<TCell> own = Cells;
        ReadOnlySpan<int> numbers = later.Numbers;
        for (int i = 0; i < numbers.Length; i++)
        {
            cells.Merge(ref own[numbers[i]], later.Cells[i]);
        }
    }

    /// <summary>this = an earlier pane merged with a column.</summary>
    public void Combine(Pane<TCell> earlier, CellColumn<TState, TCell, TCells> later)
    {
        if (earlier.IsDense && earlier.Length <= later.Length)
        {
            Clear();
            CoverUnfilled(later.Length);
            cells.Merge(earlier.Cells, later.Cells[..earlier.Length], Cells[..earlier.Length]);
            later.Cells[earlier.Length..].CopyTo(Cells[earlier.Length..]);
            return;
        }

        CopyFrom(later);
        Cover(earlier.KeysKnown);
        Span<TCell> own = Cells;
        ReadOnlySpan<TCell> cellsBefore = earlier.Cells;
        ReadOnlySpan<int> numbers = earlier.IsDense ? default : earlier.Numbers;
        for (int i = 0; i < earlier.Length; i++)
        {
            ref TCell place = ref own[earlier.IsDense ? i : numbers[i]];
            TCell cell = cellsBefore[i];
            cells.Merge(ref cell, place);
            place = cell;
        }
    }

    public void Dispose() => _cells.Dispose();

    private void Cover(int keys)
    {
        if (keys > Length)
        {
            int covered = Length;
            CoverUnfilled(keys);
            Cells[covered..].Fill(cells.Neutral);
        }
    }

    private void CoverUnfilled(int keys)
    {
        _cells.EnsureCapacity(keys, Length);
        Length = Math.Max(Length, keys);
    }
}
