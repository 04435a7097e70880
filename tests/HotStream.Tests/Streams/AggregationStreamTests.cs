namespace HotStream.Tests.Streams;

/// <summary>Aggregations over batches, by key and as a whole.</summary>
public sealed class AggregationStreamTests
{
    private static readonly Aggregation<long, string> s_countAndSum =
        Aggregates.Count<long>().And(Aggregates.Sum<long>()).Select(parts => $"{parts.First} {parts.Second}");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_aggregation_gives_one_result_for_each_key(int partitions)
    {
        using var engine = new Engine(partitions);
        DStream<KeyValuePair<int, long>> pairs = engine.Queue<int>([1, 2, 3, 4, 5], []).Map(x => KeyValuePair.Create(x % 2, (long)x));
        List<List<KeyValuePair<int, string>>> streamed = Engine.Collect(pairs.AggregateByKey(s_countAndSum));
        List<List<KeyValuePair<int, string>>> batched = Engine.Collect(pairs.Transform(batch => batch.AggregateByKey(s_countAndSum, 2)));
        engine.Tick(2);
        foreach (List<List<KeyValuePair<int, string>>> seen in (List<List<KeyValuePair<int, string>>>[])[streamed, batched])
        {
            Assert.Equal([new(0, "2 6"), new(1, "3 9")], seen[0].OrderBy(pair => pair.Key));
            Assert.Empty(seen[1]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_aggregation_of_a_batch_gives_one_result_and_none_for_an_empty_batch(int partitions)
    {
        using var engine = new Engine(partitions);
        DStream<long> numbers = engine.Queue<long>([1, 2, 3, 4, 5], [], [-1]);
        List<List<string>> streamed = Engine.Collect(numbers.Aggregate(s_countAndSum));
        List<List<string>> batched = Engine.Collect(numbers.Transform(batch => batch.Aggregate(s_countAndSum)));
        engine.Tick(3);
        Assert.Equal([["5 15"], [], ["1 -1"]], streamed);
        Assert.Equal(streamed, batched);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_built_in_aggregation_gives_what_a_list_gives(int partitions)
    {
        var random = new Random(42);
        double[] batch = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(-500, 500) / 8.0)];
        AssertSame(list => list.Count, Aggregates.Count<double>().Select(count => (double)count));
        AssertSame(list => list.Sum(), Aggregates.Sum<double>());
        AssertSame(list => list.Average(), Aggregates.Mean<double>());
        AssertSame(list => list.Sum(x => (x - list.Average()) * (x - list.Average())) / (list.Count - 1), Aggregates.Variance<double>()
            .Select(state => state.SampleVariance));
        AssertSame(list => list.Min(), Aggregates.Min<double>());
        AssertSame(list => list.Max(), Aggregates.Max<double>());
        AssertSame(list => list[0], Aggregates.First<double>());
        AssertSame(list => list[^1], Aggregates.Last<double>());
        AssertSame(list => list.OrderDescending().ElementAt(9), Aggregates.TopK<double>(10).Select(top => top[9]));
        AssertSame(list => list.Distinct().Count(), Aggregates.DistinctCount<double>().Select(count => (double)count));

        void AssertSame(Func<List<double>, double> expected, Aggregation<double, double> aggregation)
        {
            using var engine = new Engine(partitions);
            DStream<double> numbers = engine.Queue<double>(batch);
            List<List<double>> whole = Engine.Collect(numbers.Aggregate(aggregation));
            List<List<KeyValuePair<int, double>>> keyed = Engine.Collect(
                numbers.Map(x => KeyValuePair.Create((int)x % 3, x)).AggregateByKey(aggregation));
            engine.Tick();
            Assert.Equal(expected([.. batch]), Assert.Single(whole[0]), 1e-6);
            foreach (IGrouping<int, double> group in batch.GroupBy(x => (int)x % 3))
            {
                Assert.Equal(expected([.. group]), Assert.Single(keyed[0], pair => pair.Key == group.Key).Value, 1e-6);
            }
        }
    }

    [Fact]
    public void A_result_function_that_throws_is_named()
    {
        using var engine = new Engine();
        Aggregation<long, long> aggregation = Aggregates.Sum<long>().Select<long>(_ => throw new FormatException("no"));
        Engine.Collect(engine.Queue<long>([1], [2]).Map(x => KeyValuePair.Create(x, x)).AggregateByKey(aggregation));
        engine.Tick();
        BatchFailedException failure = engine.Failure();
        Assert.Equal("AggregateByKey", failure.OperatorName);
        Assert.IsType<FormatException>(failure.InnerException);
    }

    [Fact]
    public void A_missing_aggregation_is_refused_when_the_stream_is_built()
    {
        using var engine = new Engine();
        DStream<long> numbers = engine.Queue<long>([1]);
        Assert.Throws<ArgumentNullException>(() => numbers.Aggregate<long>(null!));
        Assert.Throws<ArgumentNullException>(() => numbers.Map(x => KeyValuePair.Create(x, x)).AggregateByKey<long, long, long>(null!));
    }
}
