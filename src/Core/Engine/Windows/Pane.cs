using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// What came in one pane: records and a cell for each key by its number in the window's table. Dense panes are columns over all keys, for
/// keys that mostly come again in every pane; sparse panes list the keys that came, so that a pane in which 100 of a million keys came
/// costs 100. Counts are 32 bits, half the memory to stream through when a window slides; what a key has above that is kept aside.
/// </summary>
internal sealed class Pane<TCell> : IDisposable
{
    private const int MostBytesFetched = 256 * 1024;

    private readonly GrowingArray<int> _counts = new();
    private readonly GrowingArray<TCell> _cells = new();
    private readonly GrowingArray<int> _numbers = new();
    private readonly GrowingArray<TCell> _covered = new();
    private readonly List<(int Number, long Records)> _excess = [];

    /// <summary>Whether position and number are the same.</summary>
    public bool IsDense { get; private set; }

    /// <summary>Positions: keys listed, or keys covered by the columns.</summary>
    public int Length { get; private set; }

    /// <summary>Keys that came.</summary>
    public int Touched { get; private set; }

    /// <summary>Keys that the window's table knew when the pane was closed.</summary>
    public int KeysKnown { get; set; }

    /// <summary>Records by position, as far as 32 bits go.</summary>
    public ReadOnlySpan<int> Counts => _counts.Span(Length);

    public ReadOnlySpan<TCell> Cells => !HasCells ? default : _cells.Span(Length);

    /// <summary>Key numbers by position, of a sparse pane.</summary>
    public ReadOnlySpan<int> Numbers => _numbers.Span(Length);

    /// <summary>By position of a sparse pane, what its cells lie over in a column of this pane and later ones.</summary>
    public ReadOnlySpan<TCell> Covered => _covered.Span(Length);

    /// <summary>Records beyond 32 bits.</summary>
    public IReadOnlyList<(int Number, long Records)> Excess => _excess;

    private static bool HasCells
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TCell) != typeof(NoState);
    }

    /// <summary>Begins an empty pane.</summary>
    public void Open(bool isDense)
    {
        IsDense = isDense;
        Length = 0;
        Touched = 0;
    }

    /// <summary>Makes a dense pane cover all keys.</summary>
    public void Cover(int keys, TCell neutral)
    {
        if (keys <= Length)
        {
            return;
        }

        _counts.EnsureCapacity(keys, Length);
        _counts.Span(keys)[Length..].Clear();
        if (HasCells)
        {
            _cells.EnsureCapacity(keys, Length);
            _cells.Span(keys)[Length..].Fill(neutral);
        }

        Length = keys;
    }

    /// <summary>Room for <see cref="Covered"/>.</summary>
    public Span<TCell> Cover()
    {
        _covered.EnsureCapacity(Length, 0);
        return _covered.Span(Length);
    }

    /// <summary>The count at a position; the caller knows that it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref int CountAt(int position) => ref Unsafe.Add(ref _counts.First, position);

    /// <summary>The cell at a position; the caller knows that it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TCell CellAt(int position) => ref Unsafe.Add(ref _cells.First, position);

    /// <summary>Notes that a key came for the first time in this pane.</summary>
    public void Touch() => Touched++;

    /// <summary>Adds a key to a sparse pane; returns its position.</summary>
    public int Append(int number)
    {
        int position = Length++;
        _numbers.EnsureCapacity(Length, position);
        _counts.EnsureCapacity(Length, position);
        Unsafe.Add(ref _numbers.First, position) = number;
        Unsafe.Add(ref _counts.First, position) = 0;
        if (HasCells)
        {
            _cells.EnsureCapacity(Length, position);
        }

        return position;
    }

    /// <summary>Adds records to a key's count.</summary>
    public void Count(int position, int number, long records)
    {
        ref int count = ref CountAt(position);
        long sum = count + records;
        if (sum > int.MaxValue)
        {
            _excess.Add((number, sum - int.MaxValue));
            sum = int.MaxValue;
        }

        count = (int)sum;
    }

    /// <summary>Gives every key its new number; the keys left out did not come in this pane.</summary>
    public void Renumber(ReadOnlySpan<int> numbers, int keys)
    {
        for (int i = 0; i < _excess.Count; i++)
        {
            _excess[i] = (numbers[_excess[i].Number], _excess[i].Records);
        }

        if (!IsDense)
        {
            foreach (ref int number in _numbers.Span(Length))
            {
                number = numbers[number];
            }
        }
        else
        {
            // Numbers only become smaller and keep their order, so that every cell moves to a place that was read already.
            Span<int> counts = _counts.Span(Length);
            Span<TCell> cells = !HasCells ? default : _cells.Span(Length);
            int end = 0;
            for (int i = 0; i < counts.Length; i++)
            {
                int number = numbers[i];
                if (number < 0)
                {
                    continue;
                }

                counts[number] = counts[i];
                if (HasCells)
                {
                    cells[number] = cells[i];
                }

                end = number + 1;
            }

            if (RuntimeHelpers.IsReferenceOrContainsReferences<TCell>() && HasCells)
            {
                cells[end..].Clear();
            }

            Length = end;
        }

        KeysKnown = keys;
    }

    /// <summary>Asks for the columns to be in the cache soon, if they are worth it and fit.</summary>
    public void Fetch()
    {
        Fetch(_counts);
        if (HasCells)
        {
            Fetch(_cells);
        }
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TCell>())
        {
            _cells.Clear(Length);
            _covered.Clear(Math.Min(Length, _covered.Capacity));
        }

        _excess.Clear();
        Length = 0;
        Touched = 0;
    }

    public void Dispose()
    {
        _counts.Dispose();
        _cells.Dispose();
        _numbers.Dispose();
        _covered.Dispose();
    }

    private unsafe void Fetch<T>(GrowingArray<T> column)
    {
        int bytes = Length * Unsafe.SizeOf<T>();
        if (!Sse.IsSupported || RuntimeHelpers.IsReferenceOrContainsReferences<T>() || bytes == 0 || bytes > MostBytesFetched)
        {
            return;
        }

        byte* first = (byte*)Unsafe.AsPointer(ref column.First);
        for (int offset = 0; offset < bytes; offset += 64)
        {
            Sse.Prefetch1(first + offset);
        }
    }
}
