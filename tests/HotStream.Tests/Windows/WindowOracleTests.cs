namespace HotStream.Tests.Windows;

/// <summary>Oracle: every window, over random batches, gives what recomputing it from its records gives.</summary>
public sealed class WindowOracleTests
{
    private static readonly ThreadLocal<Utf8Arena> s_text = new(() => new Utf8Arena());

    [Property(MaxTest = 60)]
    public Property Window_holds_the_records_of_its_batches() => Check(
        (x, input) => input.Window(x.LengthTime, x.SlideTime),
        records => records);

    [Property(MaxTest = 60)]
    public Property ReduceByKeyAndWindow_folds_by_key() => Check(
        (x, input) => input.ReduceByKeyAndWindow(Math.Max, x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair.Key).Select(group => KeyValuePair.Create(group.Key, group.Max(pair => pair.Value))));

    [Property(MaxTest = 60)]
    public Property Max_by_columns_folds_by_key() => Check(
        (x, input) => input.AggregateByKeyAndWindow(Aggregates.Max<long>(), x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair.Key).Select(group => KeyValuePair.Create(group.Key, group.Max(pair => pair.Value))));

    [Property(MaxTest = 60)]
    public Property Min_by_columns_folds_by_key() => Check(
        (x, input) => input.MapValues(value => (int)value).AggregateByKeyAndWindow(Aggregates.Min<int>(), x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair.Key).Select(group => KeyValuePair.Create(group.Key, (int)group.Min(pair => pair.Value))));

    [Property(MaxTest = 60)]
    public Property Sums_and_counts_vanish_with_their_last_record() => Check(
        (x, input) => input.SumByKeyAndWindow(x.LengthTime, x.SlideTime).Join(input.CountByKeyAndWindow(x.LengthTime, x.SlideTime)),
        records => records.GroupBy(pair => pair.Key)
            .Select(group => KeyValuePair.Create(group.Key, (Left: group.Sum(pair => pair.Value), Right: group.LongCount()))));

    [Property(MaxTest = 60)]
    public Property Sums_of_narrow_numbers_wrap_around_and_are_undone() => Check(
        (x, input) => input.MapValues(value => (sbyte)(value * 50)).SumByKeyAndWindow(x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair.Key)
        .Select(group => KeyValuePair.Create(group.Key, (sbyte)group.Sum(pair => pair.Value * 50))));

    [Property(MaxTest = 60)]
    public Property The_pruned_inverse_form_forgets_keys_without_records() => Check(
        (x, input) => input.ReduceByKeyAndWindowPruned((a, b) => a + b, (a, b) => a - b, x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair.Key).Select(group => KeyValuePair.Create(group.Key, group.Sum(pair => pair.Value))));

    [Property]
    public Property The_compatible_inverse_form_keeps_every_key_ever_seen() => Cases.ForAll(WindowCase.All, x =>
    {
        var seen = new HashSet<long>();
        List<string> expected = [];
        int covered = 0;
        foreach ((int at, KeyValuePair<long, long>[][] batches) in x.Windows())
        {
            for (; covered < at; covered++)
            {
                if (covered >= at - x.Length)
                {
                    seen.UnionWith(x.Batches[covered].Select(pair => pair.Key));
                }
            }

            ILookup<long, long> values = batches.SelectMany(batch => batch).ToLookup(pair => pair.Key, pair => pair.Value);
            expected.Add(WindowRun.Text(seen.Select(key => KeyValuePair.Create(key, values[key].Sum()))));
        }

        Assert.Equal(expected, WindowRun.Of(x,
            input => input.ReduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, x.LengthTime, x.SlideTime)));
    });

    [Property(MaxTest = 60)]
    public Property A_filter_hides_results_and_never_data() => Check(
        (x, input) => input.ReduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, x.LengthTime, x.SlideTime, pair => pair.Value % 3 != 0),
        records => records.GroupBy(pair => pair.Key).Select(group => KeyValuePair.Create(group.Key, group.Sum(pair => pair.Value)))
        .Where(pair => pair.Value % 3 != 0));

    [Property(MaxTest = 60)]
    public Property CountByValueAndWindow_counts_equal_records() => Check(
        (x, input) => input.CountByValueAndWindow(x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair).Select(group => KeyValuePair.Create(group.Key, group.LongCount())));

    [Property(MaxTest = 60)]
    public Property Text_keys_are_kept_by_the_window() => Check(
        (x, input) => input.Map(pair => s_text.Value!.Add($"key number that is not short {pair.Key}"))
        .CountByValueAndWindow(x.LengthTime, x.SlideTime).Map(pair => $"{pair.Key} {pair.Value}"),
        records => records.GroupBy(pair => pair.Key).Select(group => $"key number that is not short {group.Key} {group.LongCount()}"));

    [Property(MaxTest = 60)]
    public Property GroupByKeyAndWindow_has_all_values() => Check(
        (x, input) => input.GroupByKeyAndWindow(x.LengthTime, x.SlideTime)
        .Map(pair => $"{pair.Key}: {string.Join(',', pair.Value.Order())}"),
        records => records.GroupBy(pair => pair.Key)
        .Select(group => $"{group.Key}: {string.Join(',', group.Select(pair => pair.Value).Order())}"));

    [Property(MaxTest = 60)]
    public Property ReduceByWindow_gives_nothing_for_an_empty_window() => Check(
        (x, input) => input.Map(pair => pair.Value).ReduceByWindow(Math.Min, x.LengthTime, x.SlideTime),
        records => records.Length == 0 ? [] : new long[] { records.Min(pair => pair.Value) });

    [Property]
    public Property CountByWindow_counts_once_something_was_seen() => Cases.ForAll(WindowCase.All, x =>
    {
        bool seen = false;
        List<string> expected = [];
        foreach (KeyValuePair<long, long>[] records in x.Records())
        {
            seen |= records.Length > 0;
            expected.Add(seen ? $"{records.Length}" : "");
        }

        Assert.Equal(expected, WindowRun.Of(x, input => input.CountByWindow(x.LengthTime, x.SlideTime)));
    });

    [Property(MaxTest = 60)]
    public Property Several_aggregates_are_computed_in_one_pass() => Check(
        (x, input) => input.AggregateByKeyAndWindow(Aggregates.Count<long>().And(Aggregates.Max<long>())
            .And(Aggregates.Sum<long>()), x.LengthTime, x.SlideTime),
        records => records.GroupBy(pair => pair.Key)
            .Select(group => KeyValuePair.Create(group.Key,
                (First: group.LongCount(), Second: group.Max(pair => pair.Value), Third: group.Sum(pair => pair.Value)))));

    [Property(MaxTest = 40)]
    public Property A_window_over_a_window_repeats_records() => Cases.ForAll(WindowCase.All, x =>
    {
        List<KeyValuePair<long, long>[]> inner = [.. (x with { Length = 2 * x.Slide }).Records()];
        IEnumerable<string> expected =
            inner.Select((_, i) => WindowRun.Text(inner[Math.Max(0, i - 2)..(i + 1)].SelectMany(records => records)));
        Assert.Equal(expected, WindowRun.Of(x, input => input.Window(x.SlideTime * 2, x.SlideTime).Window(x.SlideTime * 3, x.SlideTime)));
    });

    private static Property Check<T>(
        Func<WindowCase, DStream<KeyValuePair<long, long>>, DStream<T>> build, Func<KeyValuePair<long, long>[], IEnumerable<T>> naive) =>
        Cases.ForAll(WindowCase.All, x => Assert.Equal([.. x.Records().Select(records => WindowRun.Text(naive(records)))],
            WindowRun.Of(x, input => build(x, input))));
}
