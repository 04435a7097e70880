namespace HotStream.Tests.Windows;

/// <summary>The tables of a window, driven by hand: what no whole program would show.</summary>
public sealed class WindowTableTests
{
    [Fact]
    public void No_slide_over_blocks_merges_more_than_a_few_columns()
    {
        // Two stacks would merge all 1000 columns at every flip.
        using BlockWindow<long, long, long, ExtremeCells<long, MaxOrder>, KeyValuePair<long, long>, PairResult<long, long, long,
            Identity<long>>> window = new(1000, default, default);
        using var lane = new FoldTable<long, long>();
        int worst = 0;
        for (int pane = 0; pane < 5000; pane++)
        {
            Fill(lane, [pane % 7, 100], pane);
            Enter(window, lane);
            window.Slide();
            worst = Math.Max(worst, window.LastMerges);
        }

        Assert.InRange(worst, 3, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(50)]
    public void The_order_of_panes_is_kept(int panes)
    {
        var aggregate = new ReduceAggregate<string>((a, b) => a + b);
        using WindowTable<long, string, KeyValuePair<long, string>> window =
            WindowTables.Blocks<long, string, string, ReduceAggregate<string>, KeyValuePair<long, string>, PairResult<long, string, string,
                Identity<string>>>(panes, aggregate, default);
        using var lane = new FoldTable<long, string>();
        for (int pane = 0; pane < 4 * panes + 10; pane++)
        {
            Fill(lane, [1], $"{pane},");
            Enter(window, lane);
            window.Slide();
            string expected =
                string.Concat(Enumerable.Range(Math.Max(0, pane - panes + 1), Math.Min(pane + 1, panes)).Select(i => $"{i},"));
            Assert.Equal([KeyValuePair.Create(1L, expected)], Read(window));
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(5, 40)]
    [InlineData(9, 40)]
    [InlineData(50, 11)]
    public void Panes_of_few_and_of_many_keys_give_what_they_hold(int panes, int mostKeys)
    {
        // Texts put together show order and every merge; a pane with few of the keys lists them, one with many covers them all.
        var aggregate = new ReduceAggregate<string>((a, b) => a + b);
        using WindowTable<long, string, KeyValuePair<long, string>> texts =
            WindowTables.Blocks<long, string, string, ReduceAggregate<string>, KeyValuePair<long, string>, PairResult<long, string, string,
                Identity<string>>>(panes, aggregate, default);
        using WindowTable<long, double, KeyValuePair<long, double>> greatest =
            WindowTables.Blocks<long, double, double, MaxAggregate<double>, KeyValuePair<long, double>, PairResult<long, double, double,
                Identity<double>>>(panes, default, default);
        using var textLane = new FoldTable<long, string>();
        using var numberLane = new FoldTable<long, double>();
        var random = new Random(panes);
        var window = new Queue<(long[] Keys, double Value)>();
        for (int pane = 0; pane < 600; pane++)
        {
            bool isLarge = pane % 100 < 3 * panes && random.Next(3) > 0;
            int from = random.Next(pane < 300 ? 300 : 3000); // keys leave for ever at times, and numbers are given anew
            long[] keys = [.. Enumerable.Range(from, isLarge ? 300 : random.Next(mostKeys)).Select(key => (long)key)];
            double value = random.Next(10) switch { 0 => double.NegativeInfinity, 1 => double.NaN, _ => random.Next(-50, 50) };
            window.Enqueue((keys, value));
            if (window.Count > panes)
            {
                window.Dequeue();
            }

            Fill(textLane, keys, $"{pane},");
            Enter(texts, textLane);
            texts.Slide();
            Fill(numberLane, keys, value);
            Enter(greatest, numberLane);
            greatest.Slide();
            int first = pane - window.Count + 1;
            Assert.Equal(
                window.SelectMany((entry, at) => entry.Keys.Select(key => (key, Text: $"{first + at},"))).GroupBy(e => e.key)
                    .Select(group => KeyValuePair.Create(group.Key, string.Concat(group.Select(e => e.Text)))).OrderBy(pair => pair.Key),
                Read(texts).OrderBy(pair => pair.Key));
            Assert.Equal(
                window.SelectMany(entry => entry.Keys.Select(key => (key, entry.Value))).GroupBy(e => e.key)
                    .Select(group => KeyValuePair.Create(group.Key, group.Max(e => e.Value))).OrderBy(pair => pair.Key),
                Read(greatest).OrderBy(pair => pair.Key));
        }
    }

    [Fact]
    public void Not_a_number_and_infinity_leave_with_their_pane()
    {
        using WindowTable<long, double, KeyValuePair<long, double>> window = Sums(2);
        using var lane = new FoldTable<long, double>();
        double[] values = [1, double.NaN, double.PositiveInfinity, 2, 4, double.NegativeInfinity, 8, 16];
        for (int pane = 0; pane < values.Length; pane++)
        {
            Fill(lane, [7], values[pane]);
            Enter(window, lane);
            window.Slide();
            Assert.Equal([KeyValuePair.Create(7L, (pane > 0 ? values[pane - 1] : 0) + values[pane])], Read(window));
        }
    }

    [Fact]
    public void A_small_sum_survives_a_huge_one()
    {
        using WindowTable<long, double, KeyValuePair<long, double>> window = Sums(3);
        using var lane = new FoldTable<long, double>();
        foreach (double value in (double[])[0.1, 1e300, 0.1, 0.2, 0.3])
        {
            Fill(lane, [7], value);
            Enter(window, lane);
            window.Slide();
        }

        Assert.Equal([KeyValuePair.Create(7L, 0.1 + 0.2 + 0.3)], Read(window));
    }

    [Fact]
    public void Rounding_errors_do_not_build_up()
    {
        using WindowTable<long, double, KeyValuePair<long, double>> window = Sums(10);
        using var lane = new FoldTable<long, double>();
        var random = new Random(5);
        var last = new Queue<double>();
        double worst = 0;
        for (int pane = 0; pane < 20_000; pane++)
        {
            double value = random.NextDouble() * 1000;
            last.Enqueue(value);
            if (last.Count > 10)
            {
                last.Dequeue();
            }

            Fill(lane, [7], value);
            Enter(window, lane);
            window.Slide();
            worst = Math.Max(worst, Math.Abs(Read(window)[0].Value - last.Sum()));
        }

        Assert.InRange(worst, 0, 4096 * 1e-12); // each of the slides since the last computation anew rounds to 2^-53 of at most 10,000
    }

    [Fact]
    public void Keys_that_come_and_go_take_no_more_memory_than_those_in_the_window()
    {
        using InverseWindow<long, long, NoState, NoAggregate<long>, KeyValuePair<long, long>, CountPairResult<long, long,
            Identity<long>>> window = new(4, default, default, keepsEmptyKeys: false, filter: null);
        using var lane = new FoldTable<long, NoState>();
        for (int pane = 0; pane < 300; pane++)
        {
            Count(lane, [.. Enumerable.Range(0, 1000).Select(key => pane * 1000L + key)]);
            Enter(window, lane);
            window.Slide();
            Assert.InRange(window.KeyCount, 1000, 10_000);
            Assert.Equal(Math.Min(pane + 1, 4) * 1000, Read(window).Count);
        }

        Assert.InRange(lane.Count, 0, 5000);
    }

    [Fact]
    public void Hidden_keys_without_records_are_forgotten()
    {
        using WindowTable<long, long, KeyValuePair<long, long>> window =
            WindowTables.Inverse<long, long, long, SumAggregate<long>, KeyValuePair<long, long>, PairResult<long,
                long, long, Identity<long>>>(
                2, default, default, keepsEmptyKeys: true, filter: pair => pair.Value != 0);
        using var lane = new FoldTable<long, long>();
        for (int pane = 0; pane < 100; pane++)
        {
            Fill(lane, [.. Enumerable.Range(0, 1000).Select(key => pane * 1000L + key)], 1);
            Enter(window, lane);
            window.Slide();
            Assert.InRange(window.KeyCount, 1000, 10_000);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Counts_beyond_32_bits_are_right(bool dense)
    {
        using WindowTable<long, NoState, KeyValuePair<long, long>> window = Counts(2);
        using var lane = new FoldTable<long, NoState>();
        long[] keys = dense ? [1] : [.. Enumerable.Range(0, 100)];
        const long Many = 5_000_000_000;
        Count(lane, keys);
        Enter(window, lane); // decides how the next panes are kept
        window.Slide();
        for (int pane = 0; pane < 3; pane++)
        {
            Count(lane, [1]);
            lane.Counts[0] = Many;
            lane.Deal(1);
            window.Enter(lane, 0);
            lane.Reset();
            Count(lane, [1]);
            Enter(window, lane);
            window.Slide();
        }

        Assert.Equal([KeyValuePair.Create(1L, 2 * (Many + 1))], Read(window));
        window.ClosePane();
        window.Slide();
        window.ClosePane();
        window.Slide();
        Assert.Empty(Read(window));
    }

    [Fact]
    public void A_function_that_throws_breaks_one_slide_and_no_more()
    {
        bool fails = false;
        var aggregate = new InverseReduceAggregate<long>((a, b) => a + b, (a, b) => fails
            ? throw new InvalidOperationException("no") : a - b);
        using WindowTable<long, long, KeyValuePair<long, long>> window =
            WindowTables.Inverse<long, long, long, InverseReduceAggregate<long>, KeyValuePair<long, long>, PairResult<long, long, long,
                Identity<long>>>(2, aggregate, default);
        using var lane = new FoldTable<long, long>();
        for (int pane = 0; pane < 8; pane++)
        {
            Fill(lane, [1, 2, pane], 10 + pane);
            Enter(window, lane);
            fails = pane == 4;
            if (fails)
            {
                Assert.Throws<InvalidOperationException>(window.Slide);
                continue;
            }

            window.Slide();
            IEnumerable<long> keys = new long[] { 1, 2, pane, Math.Max(0, pane - 1) }.Distinct();
            Assert.Equal(
                keys.Order().Select(key => KeyValuePair.Create(key, Enumerable.Range(Math.Max(0, pane - 1), pane == 0 ? 1 : 2)
                    .Sum(p => (10L + p) * ((key == p ? 1 : 0) + (key is 1 or 2 ? 1 : 0))))),
                Read(window).OrderBy(pair => pair.Key));
        }
    }

    private static WindowTable<long, double, KeyValuePair<long, double>> Sums(int panes) =>
        WindowTables.Inverse<long, double, double, SumAggregate<double>, KeyValuePair<long, double>, PairResult<long, double, double,
            Identity<double>>>(panes, default, default);

    private static WindowTable<long, NoState, KeyValuePair<long, long>> Counts(int panes) =>
        WindowTables.Inverse<long, long, NoState, NoAggregate<long>, KeyValuePair<long, long>, CountPairResult<long, long, Identity<long>>>(
            panes, default, default);

    private static unsafe void Fill<T>(FoldTable<long, T> lane, long[] keys, T value)
    {
        int* groups = stackalloc int[Block.Size];
        for (int start = 0; start < keys.Length; start += Block.Size)
        {
            long[] block = keys[start..Math.Min(start + Block.Size, keys.Length)];
            T[] values = [.. Enumerable.Repeat(value, block.Length)];
            lane.Locate(block, groups);
            if (typeof(T) == typeof(string))
            {
                lane.Fold(groups, values, (ReduceAggregate<T>)(object)new ReduceAggregate<string>((a, b) => a + b));
            }
            else if (typeof(T) == typeof(double))
            {
                ((FoldTable<long, double>)(object)lane).Fold(groups, (double[])(object)values, default(SumAggregate<double>));
            }
            else
            {
                ((FoldTable<long, long>)(object)lane).Fold(groups, (long[])(object)values, default(SumAggregate<long>));
            }
        }
    }

    private static unsafe void Count(FoldTable<long, NoState> lane, long[] keys)
    {
        int* groups = stackalloc int[Block.Size];
        for (int start = 0; start < keys.Length; start += Block.Size)
        {
            long[] block = keys[start..Math.Min(start + Block.Size, keys.Length)];
            lane.Locate(block, groups);
            lane.CountUp(groups, (nuint)block.Length);
        }
    }

    private static void Enter<T, TOut>(WindowTable<long, T, TOut> window, FoldTable<long, T> lane)
    {
        lane.Deal(1);
        window.Enter(lane, 0);
        window.ClosePane();
        lane.Reset();
    }

    private static List<TOut> Read<T, TOut>(WindowTable<long, T, TOut> window)
    {
        var list = new List<TOut>();
        window.Emit(new ListStage<TOut>(list, int.MaxValue));
        return list;
    }
}
