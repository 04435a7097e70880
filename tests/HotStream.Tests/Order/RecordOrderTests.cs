using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Order;

/// <summary>
/// The promise: records of one source reach whatever can tell in the order in which they came, at any number of partitions, folded ahead or
/// kept for their batch, before and after an exchange.
/// </summary>
public sealed class RecordOrderTests
{
    public static TheoryData<string> Operators => [.. OrderedOperators.All.Keys];

    private sealed record Program(int Sources, int Partitions, (int Source, int Count, int Then)[] Sends)
    {
        public override string ToString() => $"{Sources} sources, {Partitions} partitions: "
            + $"{string.Join(' ', Sends.Select(send => $"{send.Source}x{send.Count}/{send.Then}"))}";
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Records_of_a_source_keep_their_order(string name)
    {
        Gen<Program> programs =
            from sources in Gen.Choose(1, 5)
            from partitions in Gen.Choose(1, 8)
            from sends in Cases.Arrays(
                from source in Gen.Choose(0, sources - 1)
                from count in Gen.Choose(1, 60)
                from then in Gen.Choose(0, 5)
                select (source, count, then), 1, 12)
            select new Program(sources, partitions, sends);
        Cases.Check(programs, program => Assert.Empty(StepsBack(name, program, keepOrder: true)), count: 12);
    }

    [Theory]
    [InlineData("MapWithState")]
    [InlineData("GroupByKey")]
    [InlineData("ReduceByKeyAndWindow")]
    public void The_check_sees_lost_order(string name) => Assert.NotEmpty(StepsBack(
        name, new Program(1, 2, [.. Enumerable.Repeat((0, 50, 0), 10)]), keepOrder: false));

    [Property(MaxTest = 30)]
    public Property A_list_that_is_cut_into_partitions_reaches_a_sink_with_keys_in_its_order() => Cases.ForAll(
        from partitions in Gen.Choose(1, 8)
        from keys in Cases.Arrays(Gen.Choose(0, 5), 1, 2000)
        select (partitions, keys),
        one =>
        {
            using var engine = new Engine(one.partitions);
            var seen = new List<Numbered[]>();
            engine.Queue<KeyValuePair<int, Numbered>>([[.. one.keys.Select((key, i) => KeyValuePair.Create(key, new Numbered(0, key, i)))]])
                .WriteTo(new KeyedSink(list => seen.Add([.. list])));
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
            Assert.Equal(one.keys.Select((key, i) => (key, i)).GroupBy(pair => pair.key, pair => pair.i).OrderBy(group => group.Key)
                .Select(group => string.Join(' ', group)),
                seen.OrderBy(list => list[0].Key).Select(list => string.Join(' ', list.Select(record => record.Number))));
        });

    /// <summary>Every record that stands behind a later one of its source, as the operator saw them.</summary>
    private static List<string> StepsBack(string name, Program program, bool keepOrder)
    {
        using var engine = new Engine(program.Partitions, options => options.KeepOrder = keepOrder);
        engine.Checkpoint();
        var receiver = new ManySources(program.Sources, keys: 3);
        var steps = new List<string>();
        int lists = 0;
        DStream<KeyValuePair<int, Numbered>> pairs = engine.Context.ReceiverStream(receiver).Map(one => KeyValuePair.Create(one.Key, one));
        OrderedOperators.All[name](pairs, list =>
        {
            Numbered[] seen = [.. list];
            lock (steps)
            {
                lists++;
                foreach (IGrouping<int, Numbered> source in seen.GroupBy(one => one.Source))
                {
                    steps.AddRange(source.Zip(source.Skip(1)).Where(two => two.Second.Number < two.First.Number)
                        .Select(two => $"{two.First} before {two.Second}"));
                }
            }
        });
        engine.Context.Start();
        foreach ((int source, int count, int then) in program.Sends)
        {
            receiver.Send(source, count);
            switch (then)
            {
                case 0:
                    engine.Tick();
                    break;
                case 1:
                    receiver.Reconnect(source);
                    break;
                case 2:
                    receiver.Rest(source);
                    break;
            }
        }

        engine.Tick(2);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.True(lists > 0, "the operator saw nothing");
        return steps;
    }
}
