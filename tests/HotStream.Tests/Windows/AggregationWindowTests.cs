using HotStream.Tests.Streams;

namespace HotStream.Tests.Windows;

/// <summary>The built-in aggregations in windows, where states are merged again and again and some of them subtracted.</summary>
public sealed class AggregationWindowTests
{
    private const int Batches = 24;

    private static readonly Dictionary<string, (Func<double[], double> Expected, Aggregation<double, double> Aggregation)> s_aggregations =
        new()
        {
            ["Count"] = (list => list.Length, Aggregates.Count<double>().Select(count => (double)count)),
            ["Sum"] = (list => list.Sum(), Aggregates.Sum<double>()),
            ["Mean"] = (list => list.Average(), Aggregates.Mean<double>()),
            ["Variance"] = (list => list.Sum(x => (x - list.Average()) * (x - list.Average())) / list.Length, Aggregates.Variance<double>()
            .Select(state => state.Variance)),
            ["Min"] = (list => list.Min(), Aggregates.Min<double>()),
            ["Max"] = (list => list.Max(), Aggregates.Max<double>()),
            ["First"] = (list => list[0], Aggregates.First<double>()),
            ["Last"] = (list => list[^1], Aggregates.Last<double>()),
            ["TopK"] = (list => list.OrderDescending().Take(5).Sum(), Aggregates.TopK<double>(5).Select(top => top.Sum())),
            ["DistinctCount"] = (list => list.Distinct().Count(), Aggregates.DistinctCount<double>().Select(count => (double)count)),
            ["Mean and Sum of a field"] =
            (list => list.Average() + list.Sum(x => 2 * x), Aggregates.Mean<double>().And(Aggregates.Sum<double>().On((double x) => 2 * x))
            .Select(parts => parts.First + parts.Second)),
            ["TopK and Sum"] = (list => list.Max() + list.Sum(), Aggregates.TopK<double>(2).And(Aggregates.Sum<double>())
            .Select(parts => parts.First[0] + parts.Second)),
        };

    public static TheoryData<string, int, int, int> Windows
    {
        get
        {
            var windows = new TheoryData<string, int, int, int>();
            foreach (string name in s_aggregations.Keys)
            {
                windows.Add(name, 1, 5, 1);
                windows.Add(name, 2, 4, 2);
                windows.Add(name, 3, 7, 3);
            }

            return windows;
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_window_gives_what_a_list_of_its_records_gives(string name, int partitions, int length, int slide)
    {
        (Func<double[], double> expected, Aggregation<double, double> aggregation) = s_aggregations[name];
        var random = new Random(length);
        double[][] input = [.. Enumerable.Range(0, Batches).Select(batch => batch % 9 > 6
            ? []
            : Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(-200, 200) / 8.0).ToArray())];
        using var engine = new Engine(partitions);
        DStream<double> numbers = engine.Queue<double>(input);
        List<List<double>> whole =
            Engine.Collect(numbers.AggregateByWindow(aggregation, TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide)));
        List<List<KeyValuePair<int, double>>> keyed = Engine.Collect(numbers.Map(x => KeyValuePair.Create((int)x % 4, x))
            .AggregateByKeyAndWindow(aggregation, TimeSpan.FromSeconds(length), TimeSpan.FromSeconds(slide)));
        engine.Tick(Batches);
        Assert.Equal(Batches / slide, whole.Count);
        for (int window = 0; window < whole.Count; window++)
        {
            int end = (window + 1) * slide;
            double[] held = [.. input[Math.Max(0, end - length)..end].SelectMany(batch => batch)];
            AssertNear(held.Length == 0 ? []
                : [new(0, expected(held))], [.. whole[window].Select(result => KeyValuePair.Create(0, result))]);
            AssertNear([.. held.GroupBy(x => (int)x % 4)
                .Select(group => KeyValuePair.Create(group.Key, expected([.. group])))], keyed[window]);
        }
    }

    private static void AssertNear(List<KeyValuePair<int, double>> expected, List<KeyValuePair<int, double>> actual)
    {
        Assert.Equal(expected.Select(pair => pair.Key).Order(), actual.Select(pair => pair.Key).Order());
        Assert.All(expected, pair => Assert.Equal(pair.Value, actual.Single(other => other.Key == pair.Key).Value, 1e-7));
    }
}
