using System.Globalization;
using HotStream.Tests.Receiving;

namespace HotStream.Tests.State;

/// <summary>What state holds on to: text keys outlive their batch, dead keys do not stay, everything goes back in the end.</summary>
[Collection(AloneCollection.Name)]
public sealed class StateMemoryTests
{
    private const string LongKey = "a-key-of-more-than-twelve-bytes";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Text_keys_outlive_the_batch_they_came_in_and_every_slab_goes_back(int partitions)
    {
        int before = SlabPool.Outstanding;
        List<string> mapped, snapshots, updated;
        using (var engine = new StateEngine(partitions))
        {
            var receiver = new ScriptedText();
            DStream<KeyValuePair<Utf8Slice, long>> input = engine.Context.ReceiverStream(receiver).Words()
                .Map(word => KeyValuePair.Create(word, 1L));
            MapWithStateDStream<Utf8Slice, long, KeyValuePair<Utf8Slice, long>> counts = input.MapWithState(StateSpec.Function(
                (Utf8Slice key, Optional<long> value, State<long> state) =>
                {
                    state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
                    return KeyValuePair.Create(key, state.Get());
                }));
            mapped = StateEngine.Lines(counts);
            snapshots = StateEngine.Lines(counts.StateSnapshots());
            updated = StateEngine.Lines(input.UpdateStateByKey(
                (IReadOnlyList<long> values, Optional<long> state) => Optional<long>.Some(state.GetValueOrDefault(0) + values.Count)));
            engine.Context.Start();
            foreach (string line in (string[])[$"{LongKey} short {LongKey}2\n", $"short {LongKey}\n", "short\n"])
            {
                receiver.Send(line);
                receiver.WaitUntilStored();
                engine.Tick();
            }

            engine.ThrowIfFailed();
        }

        Assert.Equal([$"{LongKey}2:1 {LongKey}:1 short:1", $"{LongKey}:2 short:2", "short:3"], mapped);
        Assert.Equal([$"{LongKey}2:1 {LongKey}:1 short:1", $"{LongKey}2:1 {LongKey}:2 short:2",
            $"{LongKey}2:1 {LongKey}:2 short:3"], snapshots);
        Assert.Equal(snapshots, updated);
        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Windows_over_state_see_each_batch_as_it_was_though_keys_leave_and_tables_move(int partitions)
    {
        const int Batches = 12;
        int before = SlabPool.Outstanding;
        var seen = new List<(long Mapped, long Snapshots, long Updated, string Sample)>();
        using (var engine = new StateEngine(partitions))
        {
            var receiver = new ScriptedText();
            DStream<KeyValuePair<Utf8Slice, long>> input = engine.Context.ReceiverStream(receiver).Words()
                .Map(word => KeyValuePair.Create(word, 1L));
            MapWithStateDStream<Utf8Slice, long, Utf8Slice> mapped = input.MapWithState(StateSpec.Function(
                (Utf8Slice key, Optional<long> value, State<long> state) =>
                {
                    if (!state.IsTimingOut)
                    {
                        state.Update(value.Value);
                    }

                    return key;
                }).PromptTimeout(TimeSpan.FromMilliseconds(1)));
            DStream<KeyValuePair<Utf8Slice, long>> updated = input.UpdateStateByKey(
                (IReadOnlyList<long> values, Optional<long> state) => values.Count > 0 ? Optional<long>.Some(values.Count) : default);
            var window = TimeSpan.FromSeconds(3);
            DStream<string> texts = mapped.Window(window).Map(key => key.ToString());
            DStream<string> snapshots = mapped.StateSnapshots().Window(window).Map(pair => pair.Key.ToString());
            DStream<string> states = updated.Window(window).Map(pair => pair.Key.ToString());
            texts.TransformWith(snapshots, (left, right) => left.WithRecords([(left.ToList(), right.ToList())], 1))
                .TransformWith(states, (left, right) =>
                    left.WithRecords([(left.ToList()[0].Item1, left.ToList()[0].Item2, right.ToList())], 1))
                .ForeachBatch(batch =>
                {
                    (List<string> one, List<string> two, List<string> three) = batch.ToList()[0];
                    seen.Add((one.Count, two.Count, three.Count, two.Max(StringComparer.Ordinal)!));
                });
            engine.Context.Start();
            for (int batch = 0; batch < Batches; batch++)
            {
                receiver.Send(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{LongKey}-{batch:D2}-{i:D4}\n")));
                receiver.WaitUntilStored();
                engine.Tick();
            }

            engine.ThrowIfFailed();
        }

        Assert.Equal(Batches, seen.Count);
        Assert.Equal(
            Enumerable.Range(0, Batches).Select(batch => ( // each key twice: when it came and, one batch later, when it left
                3000L * (Math.Min(batch + 1, 3) + Math.Min(batch, 3)), 3000L * Math.Min(batch + 1, 3), 3000L * Math.Min(batch + 1, 3),
                    $"{LongKey}-{batch:D2}-2999")),
            seen);
        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Fact]
    public void Keys_that_come_and_go_for_ever_take_no_more_memory_than_those_that_are_there()
    {
        const int KeysPerBatch = 700;
        using var table = new StateTable<Utf8Slice, long>();
        using var keys = new Utf8Arena();
        var pairs = new KeyValuePair<Utf8Slice, long>[KeysPerBatch / 2];
        int most = 0;
        for (int batch = 1; batch <= 300; batch++)
        {
            using var executor = new Executor(1);
            var scope = new BatchScope(new BatchTime(batch * 1000), executor);
            table.Compact(scope);
            table.Begin();
            for (int part = 0; part < 2; part++)
            {
                for (int i = 0; i < pairs.Length; i++)
                {
                    pairs[i] = new(keys.Add($"{LongKey}-{batch - part}-{i}"), batch); // those of the batch before, and new ones
                }

                Change(table, pairs, put: part == 0, batch * 1000);
            }

            table.Commit();
            scope.Release();
            keys.Clear();
            most = Math.Max(most, table.Count);
            Assert.Equal(pairs.Length, table.Alive);
        }

        Assert.InRange(most, 1, (2 * StateTable<Utf8Slice, long>.LeastDead) + (2 * KeysPerBatch));
        Assert.True(table.Find(keys.Add($"{LongKey}-300-7")).HasValue);
        Assert.False(table.Find(keys.Add($"{LongKey}-299-7")).HasValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Churn_through_a_stream_gives_the_right_answers_across_compactions(bool prompt)
    {
        const int Batches = 40;
        using var engine = new StateEngine(partitions: 2);
        StateSpec<string, long, long, string> spec = StateSpec.Function((string key, Optional<long> value, State<long> state) =>
        {
            if (!state.IsTimingOut)
            {
                state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
            }

            return $"{(state.IsTimingOut ? '-' : '+')}{key}:{state.Get()}";
        });
        spec = prompt ? spec.PromptTimeout(TimeSpan.FromSeconds(2)) : spec.Timeout(TimeSpan.FromSeconds(2));
        MapWithStateDStream<string, long, string> mapped = engine.Pairs(Enumerable.Range(1, Batches).Select(batch =>
            Enumerable.Range(0, 800).Select(i => ($"{batch}-{i}", 1L)).Append(("always", 1L)).ToArray())).MapWithState(spec);
        mapped.Checkpoint(TimeSpan.FromSeconds(1));
        var left = new List<int>();
        long always = 0;
        mapped.ForeachBatch(batch =>
        {
            List<string> records = batch.ToList();
            left.Add(records.Count(record => record[0] == '-'));
            always = long.Parse(records.Single(record => record.StartsWith("+always", StringComparison.Ordinal))
                .Split(':')[1], CultureInfo.InvariantCulture);
        });
        engine.Tick(Batches);
        engine.ThrowIfFailed();
        Assert.Equal(Batches, always);
        Assert.Equal([.. Enumerable.Repeat(0, 3), .. Enumerable.Repeat(800, Batches - 3)], left);
    }

    private static unsafe void Change(StateTable<Utf8Slice, long> table, KeyValuePair<Utf8Slice, long>[] pairs, bool put, long time)
    {
        int* numbers = stackalloc int[Block.Size];
        table.Locate(pairs, new Utf8Slice[Block.Size], numbers);
        for (int i = 0; i < pairs.Length; i++)
        {
            ref StateSlot<long> slot = ref table.Slots[numbers[i]];
            if (put)
            {
                table.Put(numbers[i], ref slot, pairs[i].Value, time);
            }
            else
            {
                table.Remove(numbers[i], ref slot, time);
            }
        }
    }
}
