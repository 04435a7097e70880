namespace HotStream.Tests.Streams;

/// <summary>Facts about stateless operators that a multiset of records does not show.</summary>
public sealed class StatelessTests
{
    [Fact]
    public void An_empty_batch_gives_an_empty_batch_a_count_of_zero_and_no_reduction()
    {
        using var engine = new Engine(partitions: 3);
        DStream<int> input = engine.Queue<int>([], [5]);
        List<List<int>> mapped = Engine.Collect(input.Map(x => x));
        List<List<long>> counts = Engine.Collect(input.Count());
        List<List<int>> reduced = Engine.Collect(input.Reduce((a, b) => a + b));
        engine.Tick(2);
        Assert.Equal([[], [5]], mapped);
        Assert.Equal([[0], [1]], counts);
        Assert.Equal([[], [5]], reduced);
    }

    [Fact]
    public void A_keyed_step_behind_an_empty_reduction_or_a_join_without_a_match_is_empty()
    {
        using var engine = new Engine(partitions: 3);
        DStream<KeyValuePair<int, int>> pairs = engine.Queue<int>([], [1]).Reduce((a, b) => a + b).Map(x => KeyValuePair.Create(x, x));
        List<List<KeyValuePair<int, int>>> sums = Engine.Collect(pairs.ReduceByKey((a, b) => a + b));
        List<List<KeyValuePair<int, int>>> joined = Engine.Collect(
            pairs.Join(pairs.Map(pair => KeyValuePair.Create(pair.Key + 1, 0))).MapValues(value => value.Left)
            .ReduceByKey((a, b) => a + b));
        engine.Tick(2);
        Assert.Equal([[], [new(1, 1)]], sums);
        Assert.Equal([[], []], joined);
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
    }

    [Fact]
    public void Partitions_are_contiguous_and_empty_ones_are_seen_too()
    {
        using var engine = new Engine(partitions: 4);
        DStream<int> input = engine.Queue<int>([1, 2, 3, 4, 5], [7]);
        int called = 0;
        List<List<int[]>> glommed = Engine.Collect(input.Glom());
        List<List<int>> sizes = Engine.Collect(input.MapPartitions(part =>
        {
            Interlocked.Increment(ref called);
            return new[] { part.Count };
        }));
        engine.Tick(2);
        Assert.Equal([[1], [2], [3], [4, 5]], glommed[0]);
        Assert.Equal([[], [], [], [7]], glommed[1]);
        Assert.Equal([[1, 1, 1, 2], [0, 0, 0, 1]], sizes);
        Assert.Equal(8, called);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Repartition_gives_exactly_so_many_partitions(int partitions)
    {
        using var engine = new Engine(partitions: 3);
        var counts = new List<int>();
        engine.Queue<int>([1, 2, 3]).Repartition(partitions).ForeachBatch(batch =>
        {
            counts.Add(batch.PartitionCount);
            Assert.Equal([1, 2, 3], batch.ToList().Order());
        });
        engine.Tick();
        Assert.Equal([partitions], counts);
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_partition_at_all_is_refused_when_the_stream_is_built(int partitions)
    {
        using var engine = new Engine();
        DStream<int> input = engine.Queue<int>([1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => input.Repartition(partitions));
        Assert.Throws<ArgumentOutOfRangeException>(() => input.CountByValue(partitions));
        Assert.Throws<ArgumentOutOfRangeException>(() => input.Map(x => KeyValuePair.Create(x, x))
            .ReduceByKey((a, b) => a + b, partitions));
    }

    [Fact]
    public void SortBy_orders_all_partitions_as_one_also_for_two_readers()
    {
        using var engine = new Engine(partitions: 3);
        int[] records = [.. Enumerable.Range(0, 5000).Select(i => (i * 7919) % 5003)];
        List<List<int>> up = Engine.Collect(engine.Queue<int>(records).Transform(batch => batch.SortBy(x => x)));
        List<List<int>> down = Engine.Collect(engine.Queue<int>(records).Transform(batch => batch.SortBy(x => x, descending: true)));
        DStream<int> sorted = engine.Queue<int>(records).Transform(batch => batch.SortBy(x => x));
        List<List<int>> both = Engine.Collect(sorted.Union(sorted.Map(x => x)));
        engine.Tick();
        Assert.Equal(records.Order(), up[0]);
        Assert.Equal(records.OrderDescending(), down[0]);
        Assert.Equal(records.Order().Concat(records.Order()), both[0]);
    }

    [Fact]
    public void Take_and_IsEmpty_compute_no_more_partitions_than_needed()
    {
        using var engine = new Engine(partitions: 4);
        int called = 0;
        var taken = new List<int>();
        engine.Queue<int>([1, 2, 3, 4]).Map(x =>
        {
            Interlocked.Increment(ref called);
            return x;
        }).ForeachBatch(batch =>
        {
            taken = batch.Take(2);
            Assert.False(batch.IsEmpty());
            Assert.Empty(batch.Take(0));
            Assert.Throws<ArgumentOutOfRangeException>(() => batch.Take(-1));
        });
        engine.Tick();
        Assert.Equal([1, 2], taken);
        Assert.Equal(3, called);
        Assert.False(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero));
    }

    [Fact]
    public void A_FlatMap_that_returns_null_is_refused()
    {
        using var engine = new Engine();
        engine.Queue<int>([1]).FlatMap<int>(_ => null!).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Contains("returned null", engine.Failure().Message, StringComparison.Ordinal);
    }
}
