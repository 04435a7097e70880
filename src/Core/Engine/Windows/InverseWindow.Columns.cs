using System.Numerics.Tensors;

namespace HotStream;

/// <content>Plain sums and counts: arithmetic on whole columns.</content>
internal sealed partial class InverseWindow<TKey, TValue, TState, TAggregate, TOut, TResult>
{
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
                Subtract((Pane<double>?)(object?)leaving, (Column<double>)(object)_states, (Column<double>)(object)_largest);
                Add((Pane<double>?)(object?)entering, (Column<double>)(object)_states, 1);
                Widen((Pane<double>?)(object?)entering, (Column<double>)(object)_states, (Column<double>)(object)_largest);
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
    private void Subtract(Pane<double>? pane, Column<double> column, Column<double> largest)
    {
        if (pane is null || pane.Length == 0)
        {
            return;
        }

        if (pane.IsDense)
        {
            Span<double> states = column.Span(pane.Length);
            Span<double> most = largest.Span(pane.Length);
            for (int from = 0; from < states.Length;)
            {
                from += ColumnKernels.SubtractRounded(states[from..], pane.Cells[from..], most[from..], out bool isSpoilt);
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
            int number = numbers[i];
            ColumnKernels.SubtractRounded(column.Span(number + 1)[number..], pane.Cells.Slice(i, 1), largest.Span(number + 1)[number..], out bool isSpoilt);
            if (isSpoilt)
            {
                _spoilt.Add(numbers[i]);
            }
        }
    }

    /// <summary>Remembers how large sums have become.</summary>
    private static void Widen(Pane<double>? pane, Column<double> column, Column<double> largest)
    {
        if (pane is { IsDense: true, Length: > 0 })
        {
            Span<double> most = largest.Span(pane.Length);
            TensorPrimitives.MaxMagnitude(most, column.Span(pane.Length), most);
            return;
        }

        foreach (int number in pane is null || pane.Length == 0 ? default : pane.Numbers)
        {
            ref double most = ref largest.Span(number + 1)[number];
            most = double.MaxMagnitude(most, column.Span(number + 1)[number]);
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
}
