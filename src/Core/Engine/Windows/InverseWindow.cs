using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A window of an aggregate that can be undone. Law: the total is the total before, less what the leaving panes hold, plus what the
/// entering panes hold; so a slide costs what changed, however long the window is. A key without records in the window is no longer part of
/// the result, and begins anew when it comes again; or, as in Spark, it stays for ever with whatever subtracting left.
/// <para>Rounded states keep the largest they have been since they were computed anew; one of which little remains, or that is infinite or
/// not a number, is computed anew from the panes at once, and all every <see cref="SlidesToRebuild"/> slides. The bound of the error:
/// docs/design/rounded-windows.md.</para>
/// </summary>
internal sealed partial class InverseWindow<TKey, TValue, TState, TAggregate, TOut, TResult>(
    int panesPerWindow, TAggregate aggregate, TResult result, bool keepsEmptyKeys, Func<TOut, bool>? filter)
    : ColumnWindow<TKey, TState, TState, StateCells<TValue, TState, TAggregate>, TOut, TResult>(panesPerWindow, new(aggregate), result)
    where TAggregate : struct, IInvertibleAggregate<TValue, TState>
    where TResult : struct, IWindowResult<TKey, TState, TOut>
{
    private static readonly SumColumns<TState>? s_sums = TAggregate.SumColumns;

    private readonly GrowingArray<TState> _states = new();
    private readonly GrowingArray<TState> _largest = new(); // the largest each state was since it was computed anew; of rounded ones only
    private readonly Dictionary<int, TState> _leaving = [];
    private readonly HashSet<int> _spoilt = [];
    private long _slides;

    /// <summary>
    /// After so many slides rounded states are computed anew: rarely enough to cost nothing, often enough to keep
    /// errors in the last few digits.
    /// </summary>
    public long SlidesToRebuild { get; } = Math.Max(4096, 16L * panesPerWindow);

    protected override bool KeepsEmptyKeys => keepsEmptyKeys;

    private static bool HasStates => FoldTable<TKey, TState>.HasStates;


    /// <summary>Whether states are plain sums, which columns can add from end to end: a key without records holds 0.</summary>
    private static bool IsPlainSum => s_sums is not null;

    private Span<TState> States => _states.Span(Index.Count);

    private Span<TState> Largest => _largest.Span(Index.Count);

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
            Subtract(Panes.First, Math.Min(first, Entered));

            int known = KeysEntered;
            for (long sequence = Math.Max(first, Entered); sequence < Panes.End; sequence++)
            {
                Merge(Panes[sequence], known);
                known = Panes[sequence].KeysKnown;
            }
        }

        Recompute(first);
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

        for (int number = 0; TAggregate.IsRounded && number < Index.Count; number++)
        {
            MeasureAnew(number);
        }
    }

    protected override ReadOnlySpan<TState> CellsOf(int start, Span<TState> scratch) => States.Slice(start, scratch.Length);

    protected override void Renumber(ReadOnlySpan<int> numbers, int keys)
    {
        if (HasStates)
        {
            Move(States, numbers, default!);
        }

        if (TAggregate.IsRounded)
        {
            Move(Largest, numbers, default!);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _states.Dispose();
        _largest.Dispose();
    }

    private void Cover()
    {
        if (HasStates)
        {
            _states.EnsureCapacity(Index.Count, KeysEntered);
        }

        if (TAggregate.IsRounded)
        {
            _largest.EnsureCapacity(Index.Count, KeysEntered);
        }
    }

    /// <summary>A state was computed anew.</summary>
    private void MeasureAnew(int number)
    {
        Largest[number] = default!;
        TAggregate.Widen(ref Largest[number], States[number]);
    }

    /// <summary>
    /// Takes panes out. Of several, what a key leaves is folded first, so that it is subtracted once a slide, as in Spark.
    /// </summary>
    private void Subtract(long from, long to)
    {
        if (to - from == 1)
        {
            Pane<TState> pane = Panes[from];
            ReadOnlySpan<int> counts = pane.Counts;
            for (int i = 0; i < counts.Length; i++)
            {
                if (counts[i] != 0)
                {
                    Totals[NumberAt(pane, i)] -= counts[i];
                }
            }

            AddExcess(pane, -1);
            for (int i = 0; i < counts.Length; i++)
            {
                if (counts[i] != 0)
                {
                    Subtract(NumberAt(pane, i), pane.Cells[i]);
                }
            }

            return;
        }

        for (long sequence = from; sequence < to; sequence++)
        {
            FoldLeaving(Panes[sequence]);
        }

        foreach ((int number, TState leaving) in _leaving)
        {
            Subtract(number, leaving);
        }

        _leaving.Clear();
    }

    private static int NumberAt(Pane<TState> pane, int position) => pane.IsDense ? position : pane.Numbers[position];

    private void FoldLeaving(Pane<TState> pane)
    {
        ReadOnlySpan<int> counts = pane.Counts;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            int number = NumberAt(pane, i);
            Totals[number] -= counts[i];
            if (TAggregate.IsRounded)
            {
                // parts that cancel each other when folded were rounded with all the same
                TAggregate.Widen(ref Largest[number], pane.Cells[i]);
            }

            ref TState leaving = ref CollectionsMarshal.GetValueRefOrAddDefault(_leaving, number, out bool exists)!;
            if (exists)
            {
                aggregate.Merge(ref leaving, pane.Cells[i]);
            }
            else
            {
                leaving = pane.Cells[i];
            }
        }

        AddExcess(pane, -1);
    }

    /// <summary>Takes what a key leaves out of its state; its total is that of what stays.</summary>
    private void Subtract(int number, TState leaving)
    {
        ref TState state = ref States[number];
        bool isEmpty = Totals[number] == 0;
        if (isEmpty && !keepsEmptyKeys)
        {
            state = default!;
        }
        else
        {
            state = isEmpty && TAggregate.IsRounded ? leaving : state; // all that was left: what it was rounded to before leaves with it
            aggregate.Subtract(ref state, leaving);
        }

        if (!TAggregate.IsRounded)
        {
            return;
        }

        if (isEmpty)
        {
            MeasureAnew(number);
            return;
        }

        ref TState largest = ref Largest[number];
        TAggregate.Widen(ref largest, leaving);
        TAggregate.Widen(ref largest, state);
        if (TAggregate.LosesPrecision(leaving, state) || TAggregate.LosesPrecision(largest, state))
        {
            _spoilt.Add(number);
        }
    }

    /// <summary>
    /// Keys numbered from <paramref name="known"/> on have no state yet; nor have keys without records, unless they keep it.
    /// </summary>
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
            bool isNew = renews ? totals[number] == 0 : number >= known || (totals[number] == 0 && (!KeepsStates || TAggregate.IsRounded));
            totals[number] += counts[i];
            if (isNew)
            {
                states[number] = cells[i];
            }
            else
            {
                aggregate.Merge(ref states[number], cells[i]);
            }

            if (TAggregate.IsRounded && !renews)
            {
                Largest[number] = isNew ? default! : Largest[number];
                TAggregate.Widen(ref Largest[number], states[number]);
            }
        }

        AddExcess(pane, 1);
    }

    /// <summary>Whether a key that stays without records also keeps its state; with a filter that hides it, it begins anew.</summary>
    private bool KeepsStates => keepsEmptyKeys && filter is null;

    /// <summary>Computes the states anew from which too much has left.</summary>
    private void Recompute(long first)
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
                        MergeInto(seen, number, pane.Cells[number]);
                    }
                }

                continue;
            }

            ReadOnlySpan<int> numbers = pane.Numbers;
            for (int i = 0; i < numbers.Length; i++)
            {
                if (_spoilt.Contains(numbers[i]))
                {
                    MergeInto(seen, numbers[i], pane.Cells[i]);
                }
            }
        }

        foreach (int number in _spoilt)
        {
            MeasureAnew(number);
        }
    }

    private void MergeInto(HashSet<int> seen, int number, TState cell)
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
