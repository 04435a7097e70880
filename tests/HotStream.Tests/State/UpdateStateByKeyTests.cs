namespace HotStream.Tests.State;

public sealed class UpdateStateByKeyTests
{
    private static readonly Func<IReadOnlyList<long>, Optional<long>, Optional<long>> s_sum = (values, state) =>
        new(true, state.GetValueOrDefault(0) + values.Sum());

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Values_come_in_the_order_of_arrival_and_every_known_key_is_asked(int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1), ("b", 9), ("a", 2), ("a", 3)], [("b", 8)], []).Repartition(1)
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<string> state) =>
                Optional<string>.Some($"{state.GetValueOrDefault("")}[{string.Join(',', values)}]")));
        engine.Tick(3);
        Assert.Equal(["a:[1,2,3] b:[9]", "a:[1,2,3][] b:[9][8]", "a:[1,2,3][][] b:[9][8][]"], lines);
    }

    [Fact]
    public void The_values_are_a_list_that_can_be_walked_twice_at_a_time()
    {
        using var engine = new StateEngine();
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1), ("a", 2), ("a", 3)])
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<long> state) =>
            Optional<long>.Some(values.SelectMany(_ => values, (x, y) => x * y).Sum() + (values.Count * 100) + values[^1])));
        engine.Tick();
        Assert.Equal(["a:339"], lines);
    }

    [Fact]
    public void An_index_outside_of_the_values_is_refused()
    {
        using var engine = new StateEngine(partitions: 1);
        engine.Pairs([("a", 1), ("b", 2)])
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<long> state) => Optional<long>.Some(values[1])).ForeachBatch(_ => { });
        engine.Tick();
        Assert.IsType<ArgumentOutOfRangeException>(engine.Failure().InnerException);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_partition_form_may_rename_and_multiply_keys(int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1)], [("a+", 5)], []).UpdateStateByKey(
            (IEnumerable<(string Key, IReadOnlyList<long> Values, Optional<long> State)> known) => known.SelectMany(key =>
                (KeyValuePair<string, long>[])[new($"{key.Key}+", key.Values.Sum() + key.State.GetValueOrDefault(0)), new("total", 1)]),
            rememberPartitioner: false));
        engine.Tick(3);
        engine.ThrowIfFailed();
        // Two totals of one batch are one key in the next.
        Assert.Equal(["a+:1 total:1", "a++:6 total+:1 total:1 total:1", "a+++:6 total++:1 total+:1 total:1 total:1 total:1"], lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_partition_form_that_keeps_its_keys_need_not_deal_them_anew(int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1), ("b", 2)], [("a", 5)], [("c", 1)]).UpdateStateByKey(
            (IEnumerable<(string Key, IReadOnlyList<long> Values, Optional<long> State)> known) => known
                .Where(key => key.Key != "b" || key.Values.Count > 0)
                .Select(key => KeyValuePair.Create(key.Key, key.Values.Sum() + key.State.GetValueOrDefault(0))),
            rememberPartitioner: true,
            initialState: [new("z", 9)]));
        engine.Tick(3);
        Assert.Equal(["a:1 b:2 z:9", "a:6 z:9", "a:6 c:1 z:9"], lines);
    }

    [Fact]
    public void The_state_has_as_many_partitions_as_asked_for()
    {
        using var engine = new StateEngine(partitions: 2);
        var counts = new List<int>();
        engine.Pairs([("a", 1)]).UpdateStateByKey(s_sum, partitions: 5).ForeachBatch(batch => counts.Add(batch.PartitionCount));
        engine.Tick();
        Assert.Equal([5], counts);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateEngine().Pairs().UpdateStateByKey(s_sum, partitions: 0));
    }

    [Fact]
    public void Remembered_batches_stay_what_they_were()
    {
        using var engine = new StateEngine();
        engine.Context.Remember(TimeSpan.FromSeconds(10));
        DStream<KeyValuePair<string, long>> sums = engine.Pairs([("a", 1)], [("a", 2)], [("b", 1)]).UpdateStateByKey(s_sum);
        sums.ForeachBatch(_ => { });
        engine.Tick(3);
        Assert.Equal(["a:1", "a:3", "a:3 b:1"], sums.Slice(new BatchTime(1000), new BatchTime(3000))
            .Select(batch => StateEngine.Line(batch.ToList())));
    }

    [Fact]
    public void A_state_that_no_output_reads_cannot_be_sliced()
    {
        using var engine = new StateEngine();
        DStream<KeyValuePair<string, long>> input = engine.Pairs([("a", 1)]);
        DStream<KeyValuePair<string, long>> sums = input.UpdateStateByKey(s_sum);
        engine.Context.Remember(TimeSpan.FromSeconds(10));
        input.ForeachBatch(_ => { });
        engine.Tick();
        BatchFailedException failure = Assert.Throws<BatchFailedException>(() => sums.Slice(new BatchTime(1000), new BatchTime(1000)));
        Assert.Contains("no output reads it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_come_and_go_leave_nothing_behind()
    {
        const int Batches = 30;
        using var engine = new StateEngine(partitions: 1);
        var counts = new List<long>();
        engine.Pairs(Enumerable.Range(0, Batches)
            .Select(batch => Enumerable.Range(0, 500).Select(i => ($"{batch}-{i}", 1L)).Append(("always", 1L)).ToArray()))
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<long> state) => values.Count == 0 ? default
                : Optional<long>.Some(state.GetValueOrDefault(0) + 1))
            .ForeachBatch(batch =>
            {
                List<KeyValuePair<string, long>> pairs = batch.ToList();
                counts.Add(pairs.Count);
                Assert.Equal(counts.Count, pairs.Single(pair => pair.Key == "always").Value);
            });
        engine.Tick(Batches);
        engine.ThrowIfFailed();
        Assert.Equal(Enumerable.Repeat(501L, Batches), counts);
    }
}
