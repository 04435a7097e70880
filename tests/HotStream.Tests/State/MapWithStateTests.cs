using HotStream.Tests.Streams;

namespace HotStream.Tests.State;

public sealed class MapWithStateTests
{
    private static readonly Func<string, Optional<long>, State<long>, KeyValuePair<string, long>> s_total = (key, value, state) =>
    {
        state.Update(state.GetOption().GetValueOrDefault(0) + value.GetValueOrDefault(0));
        return KeyValuePair.Create(key, state.Get());
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Records_of_a_key_see_each_other_in_the_order_of_arrival(int partitions)
    {
        using var engine = new StateEngine(partitions);
        var seen = new List<string>();
        engine.Pairs([[("a", 1), ("b", 10), ("a", 2), ("a", 4)], [("b", 1)]])
            .MapWithState(StateSpec.Function(s_total).NumPartitions(1))
            .ForeachBatch(batch => seen.Add(string.Join(' ', batch.ToList())));
        engine.Tick(2);
        Assert.Equal(["[a, 1] [b, 10] [a, 3] [a, 7]", "[b, 11]"], seen);
    }

    [Fact]
    public void The_state_has_as_many_partitions_as_asked_for_and_else_as_the_context()
    {
        using var engine = new StateEngine(partitions: 3);
        DStream<KeyValuePair<string, long>> input = engine.Pairs([("a", 1)]);
        var counts = new List<int>();
        input.MapWithState(StateSpec.Function(s_total)).ForeachBatch(batch => counts.Add(batch.PartitionCount));
        input.MapWithState(StateSpec.Function(s_total).NumPartitions(5)).StateSnapshots()
            .ForeachBatch(batch => counts.Add(batch.PartitionCount));
        engine.Tick();
        Assert.Equal([3, 5], counts);
    }

    [Fact]
    public void The_time_aware_form_sees_the_batch_time()
    {
        using var engine = new StateEngine();
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1)], [], [("a", 2)]).MapWithState(StateSpec.Function(
            (BatchTime time, string key, Optional<long> value, State<long> state) =>
            {
                state.Update(time.Milliseconds);
                return Optional<KeyValuePair<string, long>>.Some(KeyValuePair.Create(key, state.Get() + value.Value));
            })));
        engine.Tick(3);
        Assert.Equal(["a:1001", "", "a:3002"], lines);
    }

    [Fact]
    public void A_state_refuses_what_Spark_refuses()
    {
        var state = new State<long>();
        state.Load(exists: false, 0);
        Assert.Throws<InvalidOperationException>(() => state.Get());
        Assert.Equal(Optional<long>.None, state.GetOption());
        state.Remove(); // of nothing: allowed
        Assert.Throws<InvalidOperationException>(() => state.Update(1));
        Assert.Throws<InvalidOperationException>(state.Remove);

        state.Load(exists: true, 7);
        Assert.Equal((true, 7, false), (state.Exists, state.Get(), state.IsTimingOut));
        state.Update(8);
        Assert.Equal(Optional<long>.Some(8), state.GetOption());
        state.Remove();
        Assert.False(state.Exists);
        Assert.Throws<InvalidOperationException>(() => state.Get());
        Assert.Throws<InvalidOperationException>(() => state.Update(1));

        state.Load(exists: true, 9, isTimingOut: true);
        Assert.Equal((true, 9, true), (state.Exists, state.Get(), state.IsTimingOut));
        Assert.Throws<InvalidOperationException>(() => state.Update(1));
        Assert.Throws<InvalidOperationException>(state.Remove);
        Assert.Equal(9, state.Get());
    }

    [Fact]
    public void Updating_while_timing_out_fails_the_batch_and_the_key_stays()
    {
        using var engine = new StateEngine();
        bool behave = false;
        var lasts = new List<long>();
        MapWithStateDStream<string, long, string> mapped = engine.Pairs([("a", 5)], [], [], []).MapWithState(StateSpec.Function(
            (string key, Optional<long> value, State<long> state) =>
            {
                if (state.IsTimingOut && behave)
                {
                    lasts.Add(state.Get());
                }
                else
                {
                    state.Update(5);
                }

                return Optional<string>.None;
            }).PromptTimeout(TimeSpan.FromSeconds(1)));
        List<string> lines = StateEngine.Lines(mapped.StateSnapshots());
        engine.Tick(3); // at 3 s the key is idle, and the function updates
        BatchFailedException failure = engine.Failure();
        Assert.Equal(("MapWithState", new BatchTime(3000)), (failure.OperatorName, failure.Time));
        behave = true;
        engine.Tick();
        Assert.Equal([5], lasts);
        Assert.Equal(["a:5", "a:5", ""], lines);
    }

    [Fact]
    public void A_stream_read_by_two_outputs_is_computed_once()
    {
        using var engine = new StateEngine();
        int calls = 0;
        MapWithStateDStream<string, long, long> mapped = engine.Pairs([("a", 1)], [("a", 1)]).MapWithState(StateSpec.Function(
            (string key, Optional<long> value, State<long> state) => (long)Interlocked.Increment(ref calls)));
        List<List<long>> first = Engine.Collect(mapped);
        List<List<long>> second = Engine.Collect(mapped.Map(x => -x));
        mapped.ForeachBatch(batch => batch.Count());
        engine.Tick(2);
        Assert.Equal(2, calls);
        Assert.Equal([[1], [2]], first);
        Assert.Equal([[-1], [-2]], second);
    }

    [Fact]
    public void State_advances_also_in_batches_whose_output_reads_nothing()
    {
        using var engine = new StateEngine();
        var totals = new List<long>();
        engine.Pairs([("a", 1)], [("a", 2)], [("a", 4)]).MapWithState(StateSpec.Function(s_total)).ForeachBatch((batch, time) =>
        {
            if (time.Milliseconds == 3000)
            {
                totals.Add(batch.ToList().Single().Value);
            }
        });
        engine.Tick(3);
        Assert.Equal([7], totals);
    }

    [Fact]
    public void Remembered_snapshots_and_records_stay_what_they_were()
    {
        using var engine = new StateEngine();
        engine.Context.Remember(TimeSpan.FromSeconds(10));
        MapWithStateDStream<string, long, KeyValuePair<string, long>> mapped =
            engine.Pairs([("a", 1)], [("a", 2), ("b", 1)], []).MapWithState(StateSpec.Function(s_total));
        DStream<KeyValuePair<string, long>> snapshots = mapped.StateSnapshots();
        mapped.ForeachBatch(_ => { });
        engine.Tick(3);
        string[] Of(DStream<KeyValuePair<string, long>> stream) =>
            [.. stream.Slice(new BatchTime(1000), new BatchTime(3000)).Select(batch => StateEngine.Line(batch.ToList()))];
        Assert.Equal(["a:1", "a:3 b:1", "a:3 b:1"], Of(snapshots));
        Assert.Equal(["a:1", "a:3 b:1", ""], Of(mapped));
    }

    [Fact]
    public void Two_stateful_streams_in_a_row_see_the_same_times()
    {
        using var engine = new StateEngine(partitions: 3);
        List<string> lines = StateEngine.Lines(engine.Pairs([("a", 1), ("b", 2)], [("a", 1)], [])
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<long> state) =>
                Optional<long>.Some(state.GetValueOrDefault(0) + values.Sum()))
            .MapWithState(StateSpec.Function(s_total)));
        engine.Tick(3);
        Assert.Equal(["a:1 b:2", "a:3 b:4", "a:5 b:6"], lines);
    }

    [Fact]
    public void Keys_and_states_that_hold_slices_are_refused()
    {
        using var engine = new StateEngine();
        DStream<KeyValuePair<string, long>> input = engine.Pairs();
        Assert.Throws<ArgumentException>(() =>
            input.MapWithState(StateSpec.Function((string key, Optional<long> value, State<Utf8Slice> state) => 1)));
        Assert.Throws<ArgumentException>(() =>
            input.MapWithState(StateSpec.Function((string key, Optional<long> value, State<List<(int, Utf8Slice)>> state) => 1)));
        Assert.Throws<ArgumentException>(() => input.UpdateStateByKey((IReadOnlyList<long> values, Optional<Utf8Slice[]> state) => state));
        Assert.Throws<ArgumentException>(() => input.Map(pair => KeyValuePair.Create(new[] { default(Utf8Slice) }, 1L))
            .MapWithState(StateSpec.Function((Utf8Slice[] key, Optional<long> value, State<long> state) => 1)));
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused()
    {
        using var engine = new StateEngine();
        StateSpec<string, long, long, KeyValuePair<string, long>> spec = StateSpec.Function(s_total);
        Assert.Throws<ArgumentOutOfRangeException>(() => spec.NumPartitions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => spec.Timeout(TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => engine.Pairs().MapWithState(spec.PromptTimeout(TimeSpan.FromDays(1000))));
    }
}
