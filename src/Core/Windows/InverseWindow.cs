using System.Numerics.Tensors;

namespace HotStream;

/// <summary>
/// A window of an aggregate that can be undone. Law: the total is the total before, less what the leaving panes hold, plus what the entering panes hold; so a slide
/// costs what changed, however long the window is.
/// <para>Rounded states: what is subtracted is not exactly what was added, so that an error builds up. All states are computed anew from the panes every
/// <see cref="SlidesToRebuild"/> slides, and those from which something too large, infinite or not a number has left at once.</para>
/// <para>A key without records in the window is no longer part of the result, and begins anew when it comes again; or, as in Spark, it stays for ever with whatever subtracting left.</para>
/// </summary>
internal sealed class InverseWindow<TKey, TValue, TState, TAggregate, TOut, TResult>(
    int panesPerWindow, TAggregate aggregate, TResult result, bool keepsEmptyKeys, Func<TOut, bool>? filter)
    : ColumnWindow<TKey, TState, TState, StateCells<TValue, TState, TAggregate>, TOut, TResult>(panesPerWindow, new(aggregate), result)
    where TAggregate : struct, IInvertibleAggregate<TValue, TState>
    where TResult : struct, IWindowResult<TKey, TState, TOut>
{
    private readonly Column<TState> _states = new();
    private readonly HashSet<int> _spoilt = [];
    private long _slides;

    /// <summary>After so many slides rounded states are computed anew: rarely enough to cost nothing, often enough to keep errors in the last few digits.</summary>
    public long SlidesToRebuild { get; } = Math.Max(4096, 16L * panesPerWindow);

    protected override bool KeepsEmptyKeys => keepsEmptyKeys;

    private static bool HasStates => LaneTable<TKey, TState>.HasStates;

    /// <summary>Whether states are plain sums, which columns can add from end to end: a key without records holds 0.</summary>
    private static bool IsPlainSum =>
        typeof(TAggregate) == typeof(SumAggregate<long>) || typeof(TAggregate) == typeof(SumAggregate<int>) || typeof(TAggregate) == typeof(SumAggregate<double>);

    private Span<TState> States => _states.Span(Index.Count);

    protected override bool Accepts(TOut result) => filter is null || filter(result);

    protected override void SlideTo(long first)
    {
        Cover();
        _spoilt.Clear();
        bool sharesNoPane = TAggregate.IsRounded && first >= Entered && !keepsEmptyKeys; // every sum would be spoilt
        if (sharesNoPane || (TAggregate.IsRounded && ++_slides % SlidesToRebuild == 0))
        {
            Totals.Clear();
            Rebuild(first);
            return;
        }

        if (!HasStates || IsPlainSum)
        {
            SlideColumns(first);
        }
        else
        {
            for (long sequence = Panes.First; sequence < Math.Min(first, Entered); sequence++)
            {
                Subtract(Panes[sequence]);
            }

            int known = KeysEntered;
            for (long sequence = Math.Max(first, Entered); sequence < Panes.End; sequence++)
            {
                Merge(Panes[sequence], known);
                known = Panes[sequence].KeysKnown;
            }
        }

        Mend(first);
    }

    protected override void Rebuild(long first)
    {
        Cover();
        if (IsPlainSum)
        {
            States.Clear();
        }

        for (long sequence = first; sequence < Panes.End; sequence++)
        {
            Pane<TState> pane = Panes[sequence];
            if (HasStates)
            {
                Merge(pane, known: 0, renews: true);
            }
            else
            {
                AddCounts(pane, 1);
            }
        }
    }

    protected override ReadOnlySpan<TState> CellsOf(int start, Span<TState> scratch) => States.Slice(start, scratch.Length);

    protected override void Renumber(ReadOnlySpan<int> numbers, int keys)
    {
        if (HasStates)
        {
            Move(States, numbers, default!);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _states.Dispose();
    }

    private void Cover()
    {
        if (HasStates)
        {
            _states.EnsureCapacity(Index.Count, KeysEntered);
        }
    }

    /// <summary>Whole columns at once; leaving and entering panes in pairs where there are both.</summary>
    private void SlideColumns(long first)
    {
        long leave = Panes.First;
        long leaveEnd = Math.Min(first, Entered);
        long enter = Math.Max(first, Entered);
        while (leave < leaveEnd || enter < Panes.End)
        {
            Pane<TState>? leaving = leave < leaveEnd ? Panes[leave++] : null;
            Pane<TState>? entering = enter < Panes.End ? Panes[enter++] : null;
            AddCounts(leaving, entering);
            if (typeof(TAggregate) == typeof(SumAggregate<long>))
            {
                Add((Pane<long>?)(object?)leaving, (Column<long>)(object)_states, -1);
                Add((Pane<long>?)(object?)entering, (Column<long>)(object)_states, 1);
            }
            else if (typeof(TAggregate) == typeof(SumAggregate<int>))
            {
                Add((Pane<int>?)(object?)leaving, (Column<int>)(object)_states, -1);
                Add((Pane<int>?)(object?)entering, (Column<int>)(object)_states, 1);
            }
            else if (typeof(TAggregate) == typeof(SumAggregate<double>))
            {
                Subtract((Pane<double>?)(object?)leaving, (Column<double>)(object)_states);
                Add((Pane<double>?)(object?)entering, (Column<double>)(object)_states, 1);
            }
        }
    }

    private void AddCounts(Pane<TState>? leaving, Pane<TState>? entering)
    {
        if (leaving is { IsDense: true } && entering is { IsDense: true })
        {
            int both = Math.Min(leaving.Length, entering.Length);
            ColumnKernels.AddDifference(Totals[..both], entering.Counts[..both], leaving.Counts[..both]);
            ColumnKernels.AddScaled(Totals[both..], entering.Counts[both..], 1);
            ColumnKernels.AddScaled(Totals[both..], leaving.Counts[both..], -1);
            AddExcess(entering, 1);
            AddExcess(leaving, -1);
            return;
        }

        if (leaving is not null)
        {
            AddCounts(leaving, -1);
        }

        if (entering is not null)
        {
            AddCounts(entering, 1);
        }
    }

    /// <summary>Subtracts sums of doubles, and notes which lost too much.</summary>
    private void Subtract(Pane<double>? pane, Column<double> column)
    {
        if (pane is null || pane.Length == 0)
        {
            return;
        }

        if (pane.IsDense)
        {
            Span<double> states = column.Span(pane.Length);
            for (int from = 0; from < states.Length;)
            {
                from += ColumnKernels.SubtractRounded(states[from..], pane.Cells[from..], out bool isSpoilt);
                if (isSpoilt)
                {
                    _spoilt.Add(from - 1);
                }
            }

            return;
        }

        ReadOnlySpan<int> numbers = pane.Numbers;
        for (int i = 0; i < numbers.Length; i++)
        {
            ColumnKernels.SubtractRounded(column.Span(numbers[i] + 1)[numbers[i]..], pane.Cells.Slice(i, 1), out bool isSpoilt);
            if (isSpoilt)
            {
                _spoilt.Add(numbers[i]);
            }
        }
    }

    private static void Add<T>(Pane<T>? pane, Column<T> column, int sign)
        where T : System.Numerics.INumber<T>
    {
        if (pane is null)
        {
            return;
        }

        ReadOnlySpan<T> cells = pane.Cells;
        if (pane.IsDense)
        {
            Span<T> states = column.Span(cells.Length);
            if (sign > 0)
            {
                TensorPrimitives.Add(states, cells, states);
            }
            else
            {
                TensorPrimitives.Subtract(states, cells, states);
            }

            return;
        }

        ReadOnlySpan<int> numbers = pane.Numbers;
        for (int i = 0; i < numbers.Length; i++)
        {
            ref T state = ref column.Span(numbers[i] + 1)[numbers[i]];
            state = sign > 0 ? unchecked(state + cells[i]) : unchecked(state - cells[i]);
        }
    }

    private void Subtract(Pane<TState> pane)
    {
        Span<long> totals = Totals;
        Span<TState> states = States;
        ReadOnlySpan<int> counts = pane.Counts;
        ReadOnlySpan<TState> cells = pane.Cells;
        ReadOnlySpan<int> numbers = pane.IsDense ? default : pane.Numbers;
        AddExcess(pane, -1);
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            int number = numbers.IsEmpty ? i : numbers[i];
            totals[number] -= counts[i];
            aggregate.Subtract(ref states[number], cells[i]);
            if (TAggregate.IsRounded && TAggregate.LosesPrecision(cells[i], states[number]))
            {
                _spoilt.Add(number);
            }

            if (totals[number] == 0 && !keepsEmptyKeys)
            {
                states[number] = default!;
            }
        }
    }

    /// <summary>Keys numbered from <paramref name="known"/> on have no state yet; nor have keys without records, unless they keep it.</summary>
    private void Merge(Pane<TState> pane, int known, bool renews = false)
    {
        Span<long> totals = Totals;
        Span<TState> states = States;
        ReadOnlySpan<int> counts = pane.Counts;
        ReadOnlySpan<TState> cells = pane.Cells;
        ReadOnlySpan<int> numbers = pane.IsDense ? default : pane.Numbers;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            int number = numbers.IsEmpty ? i : numbers[i];
            bool isNew = renews ? totals[number] == 0 : number >= known || (totals[number] == 0 && !KeepsStates);
            totals[number] += counts[i];
            if (isNew)
            {
                states[number] = cells[i];
            }
            else
            {
                aggregate.Merge(ref states[number], cells[i]);
            }
        }

        AddExcess(pane, 1);
    }

    /// <summary>Whether a key that stays without records also keeps its state; with a filter that hides it, it begins anew.</summary>
    private bool KeepsStates => keepsEmptyKeys && filter is null;

    /// <summary>Computes the states anew from which too much has left.</summary>
    private void Mend(long first)
    {
        if (!TAggregate.IsRounded || _spoilt.Count == 0)
        {
            return;
        }

        if (IsPlainSum)
        {
            foreach (int number in _spoilt)
            {
                States[number] = default!;
            }
        }

        var seen = new HashSet<int>();
        for (long sequence = first; sequence < Panes.End; sequence++)
        {
            Pane<TState> pane = Panes[sequence];
            if (pane.IsDense)
            {
                foreach (int number in _spoilt)
                {
                    if (number < pane.Length && pane.Counts[number] != 0)
                    {
                        MendWith(seen, number, pane.Cells[number]);
                    }
                }

                continue;
            }

            ReadOnlySpan<int> numbers = pane.Numbers;
            for (int i = 0; i < numbers.Length; i++)
            {
                if (_spoilt.Contains(numbers[i]))
                {
                    MendWith(seen, numbers[i], pane.Cells[i]);
                }
            }
        }
    }

    private void MendWith(HashSet<int> seen, int number, TState cell)
    {
        if (seen.Add(number))
        {
            States[number] = cell;
        }
        else
        {
            aggregate.Merge(ref States[number], cell);
        }
    }
}
