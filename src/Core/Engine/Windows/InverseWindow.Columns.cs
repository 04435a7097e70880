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
            if (s_sums is null)
            {
                continue; // counts only
            }

            if (leaving is { Length: > 0 })
            {
                s_sums.Subtract(States, LargestIfRounded, leaving.Cells, NumbersOf(leaving), _spoilt);
            }

            if (entering is { Length: > 0 })
            {
                s_sums.Add(States, LargestIfRounded, entering.Cells, NumbersOf(entering));
            }
        }
    }

    private Span<TState> LargestIfRounded => TAggregate.IsRounded ? Largest : default;

    private static ReadOnlySpan<int> NumbersOf(Pane<TState> pane) => pane.IsDense ? default : pane.Numbers;

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
}
