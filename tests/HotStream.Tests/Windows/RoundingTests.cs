using System.Numerics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Windows;

/// <summary>A rounding error leaves a window with the numbers that caused it: against exact arithmetic.</summary>
public sealed class RoundingTests
{
    private const int Steps = 300;

    [Fact]
    public void A_sum_that_shrinks_a_tenth_a_slide_keeps_its_digits()
    {
        double[] values = [.. Enumerable.Range(0, 23).Select(i => 1e17 / 3 / Math.Pow(10, i))];
        List<double> sums = Run(values, 2, 1, pairs => pairs.SumByKeyAndWindow(TimeSpan.FromSeconds(2)));
        Assert.Equal(new Exact(values[^2..]).Sum, sums[^1], 3.7e-5 * 1e-9);
        Assert.InRange(sums[^1], 3.6e-5, 3.7e-5);
    }

    [Fact]
    public void Zeros_that_follow_huge_values_sum_up_to_zero()
    {
        List<double> sums = Run([1e17 / 3, 0.1, 0, 0, 0, 0], 2, 1, pairs => pairs.SumByKeyAndWindow(TimeSpan.FromSeconds(2)));
        Assert.Equal([1e17 / 3, (1e17 / 3) + 0.1, 0.1, 0, 0, 0], sums);
    }

    [Fact]
    public void A_sum_of_floats_keeps_its_digits()
    {
        List<float> sums =
            Run<float, float>([12f, 0.021f, 0.00011f, 7.2e-7f, 9.5e-10f], 2, 1, pairs => pairs.SumByKeyAndWindow(TimeSpan.FromSeconds(2)));
        Assert.Equal(7.2e-7f + 9.5e-10f, sums[^1], 7.2e-7f * 1e-4f);
    }

    public static TheoryData<string, int, int> Windows => [.. from name in s_kinds.Keys
        from shape in new[] { (2, 1), (3, 2), (7, 1), (5, 3), (40, 1), (2, 2) } select (name, shape.Item1, shape.Item2)];

    private static readonly Dictionary<string, Func<double[], int, int,
        List<(double Got, Func<Exact, double> Right, Func<Exact, double> Size, double Unit)>>> s_kinds = new()
        {
            ["sum"] = (values, length, slide) =>
                Sums(Run(values, length, slide,
                    pairs => pairs.SumByKeyAndWindow(TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide)))),
            ["aggregated sum"] = (values, length, slide) => Sums(Run(values, length, slide, pairs => pairs
                .AggregateByKeyAndWindow(Aggregates.Count<double>()
                    .And(Aggregates.Sum<double>()), TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide))
                .Map(pair => KeyValuePair.Create(pair.Key, pair.Value.Second)))),
            ["user's inverse"] = (values, length, slide) => Sums(Run(values, length, slide, pairs =>
                pairs.ReduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide)))),
            ["user's inverse, pruned"] = (values, length, slide) =>
                Sums(Run(values, length, slide, pairs => pairs.ReduceByKeyAndWindowPruned((a, b) => a + b, (a, b) => a
                    - b, TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide)))),
            ["mean"] = (values, length, slide) => [.. Run(values, length, slide, pairs => pairs
            .AggregateByKeyAndWindow(Aggregates.Count<double>()
                .And(Aggregates.Mean<double>()), TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide))
            .Map(pair => KeyValuePair.Create(pair.Key, pair.Value.First * pair.Value.Second)))
            .Select(sum => (sum, new Func<Exact, double>(x => x.Sum), new Func<Exact, double>(x => x.Sizes), 2 * Math.ScaleB(1, -53)))],
            ["variance"] = (values, length, slide) => [.. Run(values, length, slide, pairs => pairs
            .AggregateByKeyAndWindow(Aggregates.Variance<double>(), TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide))
            .Map(pair => KeyValuePair.Create(pair.Key, pair.Value.SquaredDeviations))).Select(deviations => (deviations,
                new Func<Exact, double>(x => x.SquaredDeviations), new Func<Exact, double>(x => 64 * x.Squares), Math.ScaleB(1, -53)))],
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_walk_over_hundreds_of_decades_stays_within_the_stated_bound(string kind, int length, int slide)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            double[] values = Walk(new Random(seed), kind == "variance" ? 60 : 140);
            List<(double Got, Func<Exact, double> Right, Func<Exact, double> Size, double Unit)> seen =
                s_kinds[kind](values, length, slide);
            Assert.Equal(Steps / slide, seen.Count);
            for (int i = 0; i < seen.Count; i++)
            {
                int end = (i + 1) * slide;
                var exact = new Exact(values[Math.Max(0, end - length)..end]);
                double right = seen[i].Right(exact);
                double bound = ((2 * Steps) + length) * seen[i].Unit * ((1024 * Math.Abs(right)) + seen[i].Size(exact));
                Assert.True(Math.Abs(seen[i].Got - right) <= bound,
                    $"seed {seed}, slide {i}: {seen[i].Got:R} for {right:R}, wrong by more than {bound:R}");
            }
        }
    }

    [Fact]
    public void A_walk_of_floats_stays_within_the_stated_bound()
    {
        double[] values = [.. Walk(new Random(3), 15).Select(value => (double)(float)value)];
        List<float> sums =
            Run<float, float>([.. values.Select(value => (float)value)], 5, 1, pairs => pairs.SumByKeyAndWindow(TimeSpan.FromSeconds(5)));
        for (int i = 0; i < sums.Count; i++)
        {
            var exact = new Exact(values[Math.Max(0, i - 4)..(i + 1)]);
            Assert.Equal(exact.Sum, sums[i], ((2 * Steps) + 5) * Math.ScaleB(1, -24) * ((16 * Math.Abs(exact.Sum)) + exact.Sizes));
        }
    }

    [Fact]
    public void A_key_that_stays_without_records_as_in_Spark_holds_nothing_of_what_has_left()
    {
        double?[] values = [1e17 / 3, 0.1, null, null, null, 5];
        List<double> sums = Run<double, double>(values, 2, 1,
            pairs => pairs.ReduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, TimeSpan.FromSeconds(2)));
        Assert.Equal([1e17 / 3, (1e17 / 3) + 0.1, 0.1, 0, 0, 5], sums);
    }

    [Fact]
    public void The_inverse_is_called_once_a_slide_and_key_with_what_left_folded()
    {
        var calls = new List<string>();
        List<string> seen = Run<string, string>(["a", "b", "c", "d", "e", "f", "g", "h", "i"], 5, 3, pairs => pairs.ReduceByKeyAndWindow(
            (a, b) => a + b,
            (all, left) =>
            {
                calls.Add($"{all} - {left}");
                return all[left.Length..];
            },
            TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(3)));
        Assert.Equal(["abc", "bcdef", "efghi"], seen);
        Assert.Equal(["abc - a", "bcdef - bcd"], calls);
    }

    private static List<(double Got, Func<Exact, double> Right, Func<Exact, double> Size, double Unit)> Sums(List<double> sums) =>
        [.. sums.Select(sum => (sum, new Func<Exact, double>(x => x.Sum), new Func<Exact, double>(x => x.Sizes), Math.ScaleB(1, -53)))];

    /// <summary>Magnitudes that wander over decades, now and then by a leap, with either sign and zeros.</summary>
    private static double[] Walk(Random random, int decades)
    {
        double at = 0;
        return [.. Enumerable.Range(0, Steps).Select(_ =>
        {
            at = random.Next(20) == 0 ? (random.NextDouble() * 2 * decades) - decades
                : Math.Clamp(at + (random.NextDouble() * 6) - 3.2, -decades, decades);
            return random.Next(8) == 0 ? 0 : (random.Next(3) == 0 ? -1 : 1) * (1 + random.NextDouble()) * Math.Pow(10, at);
        })];
    }

    private static List<double> Run(double[] values, int length, int slide,
        Func<DStream<KeyValuePair<long, double>>, DStream<KeyValuePair<long, double>>> build) =>
            Run<double, double>(values, length, slide, build);

    private static List<TOut> Run<T, TOut>(T[] values, int length, int slide,
        Func<DStream<KeyValuePair<long, T>>, DStream<KeyValuePair<long, TOut>>> build) =>
        RunAll(values.Select(value => (IReadOnlyList<KeyValuePair<long, T>>)[KeyValuePair.Create(7L, value)]),
            values.Length, length, slide, build);

    private static List<TOut> Run<T, TOut>(T?[] values, int length, int slide,
        Func<DStream<KeyValuePair<long, T>>, DStream<KeyValuePair<long, TOut>>> build)
        where T : struct, INumber<T> =>
        RunAll(values.Select(value => (IReadOnlyList<KeyValuePair<long, T>>)(value is { } number ? [KeyValuePair.Create(7L, number)] : [])),
            values.Length, length, slide, build);

    private static List<TOut> RunAll<T, TOut>(
        IEnumerable<IReadOnlyList<KeyValuePair<long, T>>> batches, int count, int length, int slide,
        Func<DStream<KeyValuePair<long, T>>, DStream<KeyValuePair<long, TOut>>> build)
    {
        Assert.True(length >= slide);
        using var checkpoints = new Io.Folder();
        using var engine = new Engine(partitions: 1);
        engine.Context.Checkpoint(checkpoints.Root);
        List<List<KeyValuePair<long, TOut>>> seen = Engine.Collect(build(engine.Queue(batches)));
        engine.Tick(count);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return [.. seen.Select(batch => batch.Single().Value)];
    }
}
