namespace HotStream.Tests.State;

/// <summary>A batch changes all of the state or nothing.</summary>
public sealed class StateFailureTests
{
    private const long Bad = -13;

    /// <summary>Every stream with state, in a form that gives its totals by key after each batch.</summary>
    private static readonly Dictionary<string, Func<DStream<KeyValuePair<string, long>>, DStream<KeyValuePair<string, long>>>> s_jobs =
        new()
        {
            ["mapped"] = stream =>
                stream.MapWithState(StateSpec.Function<string, long, long, KeyValuePair<string, long>>(Total)).StateSnapshots(),
            ["prompt"] = stream => stream.MapWithState(StateSpec.Function<string, long, long, KeyValuePair<string, long>>(Total)
                .PromptTimeout(TimeSpan.FromDays(1))).StateSnapshots(),
            ["one partition"] = stream => stream.MapWithState(StateSpec.Function<string, long, long, KeyValuePair<string, long>>(Total)
                .NumPartitions(1)).StateSnapshots(),
            ["updated"] = stream => stream.UpdateStateByKey((IReadOnlyList<long> values, Optional<long> state) =>
                Optional<long>.Some(state.GetValueOrDefault(0) + values.Sum(Checked))),
            ["by partition"] = stream => stream.UpdateStateByKey(
                (IEnumerable<(string Key, IReadOnlyList<long> Values, Optional<long> State)> known) =>
                    known.Select(key => KeyValuePair.Create(key.Key, key.State.GetValueOrDefault(0) + key.Values.Sum(Checked))),
                rememberPartitioner: true),
        };

    public static TheoryData<string, int> Jobs
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string job in s_jobs.Keys)
            {
                foreach (int partitions in (int[])[1, 2, 3, 8])
                {
                    data.Add(job, partitions);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void A_failing_function_fails_its_batch_and_leaves_the_state_of_all_partitions(string job, int partitions)
    {
        using var engine = new StateEngine(partitions);
        (string, long)[] many = [.. Enumerable.Range(0, 2000).Select(i => ($"key {i % 40}", 1L))];
        List<string> lines = StateEngine.Lines(s_jobs[job](engine.Pairs(
            [("a", 1), ("b", 2), ("c", 3)],
            [.. many, ("a", 5), ("b", Bad), ("d", 5)],
            [("a", 10)],
            [("e", Bad)],
            [("b", 20), ("d", 30)])));
        engine.Tick(5);
        Assert.Equal(["a:1 b:2 c:3", "a:11 b:2 c:3", "a:11 b:22 c:3 d:30"], lines);
        BatchFailedException failure = engine.Failure();
        Assert.Equal(new BatchTime(2000), failure.Time);
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Equal(job is "updated" or "by partition" ? "UpdateStateByKey" : "MapWithState", failure.OperatorName);
        Assert.InRange(failure.Partition, 0, partitions - 1);
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void A_failure_above_the_state_leaves_the_state(string job, int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> lines = StateEngine.Lines(s_jobs[job](engine.Pairs([("a", 1)], [("a", 7), ("x", 7)], [("a", 2)])
            .Filter(pair => pair.Key != "x" ? true : throw new InvalidDataException("above"))));
        engine.Tick(3);
        Assert.Equal(["a:1", "a:3"], lines);
        Assert.Equal("Filter", engine.Failure().OperatorName);
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void A_failure_of_the_first_batch_leaves_the_initial_state_or_none(string job, int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> lines = StateEngine.Lines(s_jobs[job](engine.Pairs([("a", 1), ("b", Bad)], [("a", 1)])));
        engine.Tick(2);
        Assert.Equal(["a:1"], lines);
    }

    [Fact]
    public void Initial_state_survives_a_failure_of_the_first_batch()
    {
        using var engine = new StateEngine(partitions: 1);
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1), ("b", Bad)], [("a", 1)])
            .MapWithState(StateSpec.Function<string, long, long, KeyValuePair<string, long>>(Total)
                .InitialState([new("a", 100), new("c", 7), new("c", 8)])).StateSnapshots());
        engine.Tick(2);
        Assert.Equal(["a:101 c:8"], lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Keys_that_leave_in_a_batch_that_fails_leave_in_the_next_one(int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1), ("b", 1)], [], [("c", Bad)], [("b", 1)], [], []).MapWithState(
            StateSpec.Function<string, long, long, KeyValuePair<string, long>>(Total).PromptTimeout(TimeSpan.FromSeconds(1))));
        engine.Tick(6);
        // At 3 s both are idle and the batch fails; at 4 s b has a record.
        Assert.Equal(["a:1 b:1", "", "a:-1 b:2", "", "b:-2"], lines);
    }

    [Fact]
    public void Every_output_of_a_batch_that_failed_is_told()
    {
        using var engine = new StateEngine();
        var told = new List<BatchInfo>();
        engine.Context.BatchCompleted += told.Add;
        MapWithStateDStream<string, long, KeyValuePair<string, long>> mapped =
            engine.Pairs([("a", Bad)], []).MapWithState(StateSpec.Function<string, long, long, KeyValuePair<string, long>>(Total));
        mapped.ForeachBatch(_ => { });
        mapped.Map(pair => pair.Value).ForeachBatch(_ => { });
        mapped.StateSnapshots().ForeachBatch(_ => { });
        engine.Tick(2);
        Assert.Equal([3, 0], told.Select(info => info.Failures));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_functions_add_to_accumulators_counts_once_for_each_batch_that_succeeds(int partitions)
    {
        using var engine = new StateEngine(partitions);
        LongAccumulator mapped = engine.Context.LongAccumulator("mapped");
        LongAccumulator left = engine.Context.LongAccumulator("left");
        LongAccumulator updated = engine.Context.LongAccumulator("updated");
        DStream<KeyValuePair<string, long>> input = engine.Pairs([("a", 1), ("b", 2)], [("a", 4), ("b", Bad)], [("a", 8)], [], []);
        MapWithStateDStream<string, long, KeyValuePair<string, long>> totals = input.Map(pair => pair).MapWithState(StateSpec.Function(
            (string key, Optional<long> value, State<long> state) =>
            {
                (state.IsTimingOut ? left : mapped).Add(value.GetValueOrDefault(1));
                return Total(key, value, state);
            }).PromptTimeout(TimeSpan.FromSeconds(1)));
        totals.ForeachBatch(batch => batch.Count());
        totals.ForeachBatch(batch => batch.ToList());
        input.UpdateStateByKey((IReadOnlyList<long> values, Optional<long> state) =>
        {
            updated.Add(1);
            return Optional<long>.Some(values.Sum(Checked));
        }).ForeachBatch(batch => batch.Count());
        engine.Tick(5);
        Assert.Equal((11, 2, 8), (mapped.Value, left.Value, updated.Value));
    }

    private static KeyValuePair<string, long> Total(string key, Optional<long> value, State<long> state)
    {
        if (state.IsTimingOut)
        {
            return KeyValuePair.Create(key, -state.Get());
        }

        state.Update(state.GetOption().GetValueOrDefault(0) + Checked(value.Value));
        return KeyValuePair.Create(key, state.Get());
    }

    private static long Checked(long value) => value == Bad ? throw new InvalidDataException("thirteen") : value;
}
