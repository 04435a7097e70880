using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// A column of cells that covers as many keys as it has to; keys beyond hold the neutral cell. While few keys hold another one, they are
/// listed: what is then merged, taken back or cleared costs these keys, not all.
/// </summary>
internal sealed class CellColumn<TState, TCell, TCells>(TCells cells) : IDisposable
    where TCells : struct, ICells<TState, TCell>
{
    private const int ListedFraction = 8;

    private readonly GrowingArray<TCell> _cells = new();
    private readonly GrowingArray<int> _numbers = new();
    private int _listed;
    private bool _isListed = true; // every cell that is not neutral has its number in the list

    public int Length { get; private set; }

    public Span<TCell> Cells => _cells.Span(Length);

    private ReadOnlySpan<int> Listed => _numbers.Span(_listed);

    /// <summary>Every key holds the neutral cell again.</summary>
    public void Clear()
    {
        if (_isListed)
        {
            Span<TCell> own = Cells;
            foreach (int number in Listed)
            {
                own[number] = cells.Neutral;
            }
        }
        else
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TCell>())
            {
                _cells.Clear(Length);
            }

            Length = 0;
        }

        _listed = 0;
        _isListed = true;
    }

    /// <summary>this = this merged with a later column.</summary>
    public void MergeLater(CellColumn<TState, TCell, TCells> later)
    {
        Cover(later.Length);
        if (later._isListed)
        {
            ReadOnlySpan<TCell> others = later.Cells;
            foreach (int number in later.Listed)
            {
                cells.Merge(ref Touch(number), others[number]);
            }
        }
        else
        {
            _isListed = false;
            cells.Merge(Cells[..later.Length], later.Cells, Cells[..later.Length]);
        }
    }

    /// <summary>this = this merged with a later pane.</summary>
    public void MergeLater(Pane<TCell> later)
    {
        Cover(later.KeysKnown);
        if (later.IsDense)
        {
            _isListed = false;
            cells.Merge(Cells[..later.Length], later.Cells, Cells[..later.Length]);
            return;
        }

        ReadOnlySpan<int> numbers = later.Numbers;
        ReadOnlySpan<TCell> others = later.Cells;
        for (int i = 0; i < numbers.Length; i++)
        {
            cells.Merge(ref Touch(numbers[i]), others[i]);
        }
    }

    /// <summary>this = an earlier pane, which lists its keys, merged with this; the pane keeps what was there before.</summary>
    public void MergeEarlier(Pane<TCell> earlier)
    {
        Cover(earlier.KeysKnown);
        ReadOnlySpan<int> numbers = earlier.Numbers;
        ReadOnlySpan<TCell> others = earlier.Cells;
        Span<TCell> covered = earlier.Cover();
        for (int i = 0; i < numbers.Length; i++)
        {
            ref TCell place = ref Touch(numbers[i]);
            covered[i] = place;
            TCell cell = others[i];
            cells.Merge(ref cell, place);
            place = cell;
        }
    }

    /// <summary>Takes back what <see cref="MergeEarlier"/> did last.</summary>
    public void Uncover(Pane<TCell> earlier)
    {
        Span<TCell> own = Cells;
        ReadOnlySpan<int> numbers = earlier.Numbers;
        ReadOnlySpan<TCell> covered = earlier.Covered;
        for (int i = 0; i < numbers.Length; i++)
        {
            own[numbers[i]] = covered[i];
        }
    }

    /// <summary>this, which holds nothing yet, = an earlier pane over all keys merged with a column.</summary>
    public void Combine(Pane<TCell> earlier, CellColumn<TState, TCell, TCells> later)
    {
        int both = Math.Min(earlier.Length, later.Length);
        CoverUnfilled(Math.Max(earlier.Length, later.Length));
        cells.Merge(earlier.Cells[..both], later.Cells[..both], Cells[..both]);
        earlier.Cells[both..].CopyTo(Cells[both..]);
        later.Cells[both..].CopyTo(Cells[both..]);
        _isListed = false;
    }

    public void Dispose()
    {
        _cells.Dispose();
        _numbers.Dispose();
    }

    /// <summary>The cell of a key that is about to change, listed if it was neutral so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TCell Touch(int number)
    {
        ref TCell place = ref Unsafe.Add(ref _cells.First, number);
        if (_isListed && cells.IsNeutral(place))
        {
            List(number);
        }

        return ref place;
    }

    private void List(int number)
    {
        if (_listed >= Length / ListedFraction)
        {
            _isListed = false;
            return;
        }

        _numbers.EnsureCapacity(_listed + 1, _listed);
        Unsafe.Add(ref _numbers.First, _listed++) = number;
    }

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
