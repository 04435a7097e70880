using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.State;

/// <summary>
/// Random programs over keyed state. Oracle: the engine's answer is the plain recomputation's. Law: what must
/// not change an answer does not.
/// </summary>
public sealed class StateProgramTests
{
    [Property(MaxTest = 300)]
    public Property Oracle_MapWithState_gives_what_a_plain_recomputation_gives() => Cases.ForAll(
        from program in StateProgram.All
        from batches in StateProgram.Batches
        from partitions in Gen.Elements(1, 2, 3, 8)
        select (program, batches, partitions),
        x =>
        {
            List<(string Mapped, string States)?> expected = x.program.OnLists(x.batches);
            (List<string> mapped, List<string> states) = Map(x.program, x.batches, x.partitions);
            Assert.Equal(expected.Where(batch => batch is not null).Select(batch => batch!.Value.Mapped), mapped);
            Assert.Equal(expected.Where(batch => batch is not null).Select(batch => batch!.Value.States), states);
        });

    [Property(MaxTest = 200)]
    public Property Oracle_UpdateStateByKey_gives_what_a_plain_recomputation_gives() => Cases.ForAll(
        from program in StateProgram.All
        from batches in StateProgram.Batches
        from partitions in Gen.Elements(1, 2, 3, 8)
        select (program, batches, partitions),
        x => Assert.Equal(x.program.Updated(x.batches).OfType<string>(), Update(x.program, x.batches, x.partitions)));

    [Property(MaxTest = 60)]
    public Property Oracle_all_forms_of_UpdateStateByKey_give_the_same() => Cases.ForAll(
        from program in StateProgram.All
        from batches in StateProgram.Batches
        from partitions in Gen.Elements(1, 3)
        select (program, batches, partitions),
        x =>
        {
            using var engine = new StateEngine(x.partitions);
            DStream<KeyValuePair<int, long>> input = Queue(engine, x.batches);
            KeyValuePair<int, long>[] initial = [.. x.program.Initial.GroupBy(pair => pair.Key).Select(group => group.Last())];
            List<string>[] forms =
            [
                StateEngine.Lines(input.UpdateStateByKey(x.program.Update, initial)),
                StateEngine.Lines(input.UpdateStateByKey<int, long, long>((_, _, values, state) =>
                    x.program.Update(values, state), initial)),
                .. new[] { true, false }.Select(remember => StateEngine.Lines(input.UpdateStateByKey<int, long, long>(
                    known => from key in known let state = x.program.Update(key.Values, key.State) where state.HasValue
                    select KeyValuePair.Create(key.Key, state.Value),
                    remember,
                    initial))),
            ];
            engine.Tick(x.batches.Length);
            Assert.All(forms, form => Assert.Equal(forms[0], form));
        });

    [Property(MaxTest = 10)]
    public Property Law_the_partition_count_never_changes_an_answer() => Cases.ForAll(
        from program in StateProgram.All from seed in Gen.Choose(0, int.MaxValue) select (program, seed),
        x =>
        {
            var random = new System.Random(x.seed);
            (int, long)[][] batches = [.. Enumerable.Range(0, 6)
                .Select(_ => Enumerable.Range(0, 5000).Select(_ => (random.Next(3000), random.NextInt64(20))).ToArray())];
            (List<string> Mapped, List<string> States) one = Map(x.program, batches, partitions: 1);
            Assert.All([2, 3, 8], partitions =>
            {
                (List<string> mapped, List<string> states) = Map(x.program, batches, partitions);
                Assert.Equal(one.Mapped, mapped);
                Assert.Equal(one.States, states);
            });
        });

    [Property(MaxTest = 60)]
    public Property Law_splitting_a_batch_of_a_function_that_adds_never_changes_the_state() => Cases.ForAll(
        from batches in StateProgram.Batches from cut in Gen.Choose(0, 14) select (batches, cut),
        x =>
        {
            (int, long)[][] split = [.. x.batches.SelectMany(batch => new[]
                { batch[..Math.Min(x.cut, batch.Length)], batch[Math.Min(x.cut, batch.Length)..] })];
            Assert.Equal(Totals(x.batches), Totals(split));
        });

    private static (List<string> Mapped, List<string> States) Map(StateProgram program, (int Key, long Value)[][] batches, int partitions)
    {
        using var engine = new StateEngine(partitions);
        MapWithStateDStream<int, long, string> stream = program.OnStream(Queue(engine, batches));
        var mapped = new List<string>();
        stream.ForeachBatch(batch => mapped.Add(string.Join(' ', batch.ToList().Order(StringComparer.Ordinal))));
        List<string> states = StateEngine.Lines(stream.StateSnapshots());
        engine.Tick(batches.Length);
        return (mapped, states);
    }

    private static List<string> Update(StateProgram program, (int Key, long Value)[][] batches, int partitions)
    {
        using var engine = new StateEngine(partitions);
        List<string> states = StateEngine.Lines(Queue(engine, batches).UpdateStateByKey(program.Update, program.Initial));
        engine.Tick(batches.Length);
        return states;
    }

    /// <summary>The last state of two streams that add up.</summary>
    private static string Totals((int Key, long Value)[][] batches)
    {
        using var engine = new StateEngine(partitions: 3);
        DStream<KeyValuePair<int, long>> input = Queue(engine, batches);
        List<string> updated = StateEngine.Lines(input.UpdateStateByKey(
            (IReadOnlyList<long> values, Optional<long> state) => Optional<long>.Some(state.GetValueOrDefault(0) + values.Sum())));
        List<string> mapped = StateEngine.Lines(input.MapWithState(StateSpec.Function((int key, Optional<long> value, State<long> state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
            return 0;
        })).StateSnapshots());
        engine.Tick(batches.Length);
        engine.ThrowIfFailed();
        Assert.Equal(updated, mapped);
        return updated[^1];
    }

    private static DStream<KeyValuePair<int, long>> Queue(StateEngine engine, (int Key, long Value)[][] batches) =>
        engine.Queue(batches.Select(batch =>
            (IReadOnlyList<KeyValuePair<int, long>>)[.. batch.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))]));
}
