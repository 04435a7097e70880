using System.Reflection;

namespace HotStream.Tests.Streams;

/// <summary>Tuples of a key and a value are pairs to every verb that takes pairs.</summary>
public sealed class TupleTests
{
    private static readonly Type[] s_pairVerbs =
    [
        typeof(PairDStreamExtensions), typeof(PairBatchExtensions), typeof(PairWindowExtensions), typeof(StateDStreamExtensions),
        typeof(JoinExtensions), typeof(StaticDatasetExtensions),
    ];

    [Fact]
    public void Every_verb_of_pairs_takes_tuples()
    {
        HashSet<string> forTuples = [.. Methods(typeof(TupleExtensions)).Select(Signature)];
        string[] missing = [.. s_pairVerbs.SelectMany(Methods)
            .Where(method => method.Name != "ToPairs")
            .Select(method => Signature(method).Replace("BatchOf<KeyValuePair`2", "BatchOf<ValueTuple`2", StringComparison.Ordinal)
                .Replace("DStreamOf<KeyValuePair`2", "DStreamOf<ValueTuple`2", StringComparison.Ordinal))
            .Where(signature => !forTuples.Contains(signature))];
        Assert.Equal([], missing);
        Assert.True(forTuples.Count > 30);
    }

    [Fact]
    public void Tuples_are_folded_counted_and_grouped_by_key()
    {
        using var engine = new Engine();
        DStream<(string Key, int Value)> tuples = engine.Queue<(string, int)>([("a", 1), ("b", 2), ("a", 3)]);
        List<List<KeyValuePair<string, int>>> reduced = Engine.Collect(tuples.ReduceByKey((a, b) => a + b));
        List<List<KeyValuePair<string, int>>> sums = Engine.Collect(tuples.SumByKey());
        List<List<KeyValuePair<string, long>>> counts = Engine.Collect(tuples.CountByKey());
        List<List<KeyValuePair<string, int>>> lengths = Engine.Collect(tuples.GroupByKey().MapValues(values => values.Count));
        List<List<KeyValuePair<string, int>>> doubled = Engine.Collect(tuples.MapValues(value => 2 * value).ReduceByKey(Math.Max));
        List<List<KeyValuePair<string, int>>> inBatches = Engine.Collect(tuples.Transform(batch => batch.ReduceByKey(Math.Max)));
        engine.Tick();
        Assert.Equal([new("a", 4), new("b", 2)], Sorted(reduced));
        Assert.Equal([new("a", 4), new("b", 2)], Sorted(sums));
        Assert.Equal([new("a", 2), new("b", 1)], Sorted(counts));
        Assert.Equal([new("a", 2), new("b", 1)], Sorted(lengths));
        Assert.Equal([new("a", 6), new("b", 4)], Sorted(doubled));
        Assert.Equal([new("a", 3), new("b", 2)], Sorted(inBatches));
    }

    [Fact]
    public void Tuples_are_joined_with_tuples_and_with_pairs_on_either_side()
    {
        using var engine = new Engine();
        DStream<(string Key, int Value)> tuples = engine.Queue<(string, int)>([("a", 1), ("b", 2)]);
        DStream<KeyValuePair<string, char>> pairs = engine.Queue<KeyValuePair<string, char>>([KeyValuePair.Create("a", 'x')]);
        List<List<KeyValuePair<string, (int Left, int Right)>>> both = Engine.Collect(tuples.Join(tuples));
        List<List<KeyValuePair<string, (int Left, char Right)>>> left = Engine.Collect(tuples.Join(pairs));
        List<List<KeyValuePair<string, (char Left, int Right)>>> right = Engine.Collect(pairs.Join(tuples));
        engine.Tick();
        Assert.Equal([new("a", (1, 1)), new("b", (2, 2))], Sorted(both));
        Assert.Equal([new("a", (1, 'x'))], Sorted(left));
        Assert.Equal([new("a", ('x', 1))], Sorted(right));
    }

    [Fact]
    public void Tuples_have_windows_and_state()
    {
        using var engine = new Engine();
        using var checkpoints = new Io.Folder();
        engine.Context.Checkpoint(checkpoints.Root);
        DStream<(string Key, int Value)> tuples = engine.Queue<(string, int)>([("a", 1)], [("a", 2)], []);
        List<List<KeyValuePair<string, int>>> windows = Engine.Collect(
            tuples.ReduceByKeyAndWindow((a, b) => a + b, TimeSpan.FromSeconds(2)));
        List<List<KeyValuePair<string, int>>> totals = Engine.Collect(tuples.UpdateStateByKey(
            (IReadOnlyList<int> values, Optional<int> total) => Optional<int>.Some(total.GetValueOrDefault(0) + values.Sum())));
        engine.Tick(3);
        Assert.Equal([[new("a", 1)], [new("a", 3)], [new("a", 2)]], windows);
        Assert.Equal([[new("a", 1)], [new("a", 3)], [new("a", 3)]], totals);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_map_to_tuples_is_itself_however_it_is_bound(bool isCached)
    {
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        using var engine = new Engine(with: options =>
        {
            options.OnRecordFailure = RecordFailure.DeadLetter;
            options.DeadLetters = letters.Enqueue;
        });
        LongAccumulator calls = engine.Context.LongAccumulator("calls");
        DStream<(int Key, int Value)> tuples = engine.Queue<int>([.. Enumerable.Range(0, 2_000)]).Map(number =>
        {
            calls.Add(1);
            return number == 1_234 ? throw new InvalidDataException("odd one") : (number % 3, number);
        });
        tuples = isCached ? tuples.Cache() : tuples;
        List<List<KeyValuePair<int, int>>> sums = Engine.Collect(tuples.SumByKey());
        List<List<KeyValuePair<int, long>>> counts = Engine.Collect(tuples.CountByKey());
        List<List<(int Key, int Value)>> kept = Engine.Collect(tuples.Filter(tuple => tuple.Value < 2));
        engine.Tick();
        int[] numbers = [.. Enumerable.Range(0, 2_000).Where(number => number != 1_234)];
        Assert.Equal(numbers.GroupBy(number => number % 3).Select(group => KeyValuePair.Create(group.Key, group.Sum())),
            sums[0].OrderBy(pair => pair.Key));
        Assert.Equal(numbers.GroupBy(number => number % 3).Select(group => KeyValuePair.Create(group.Key, group.LongCount())),
            counts[0].OrderBy(pair => pair.Key));
        Assert.Equal([(0, 0), (1, 1)], kept[0]);
        Assert.Equal(2_000, calls.Sum); // once a record, though three outputs compute them
        Assert.Equal("Map", Assert.Single(letters).Source);
    }

    [Fact]
    public void A_map_bound_before_tuples_become_pairs_makes_the_pairs_itself()
    {
        var pairs = new List<KeyValuePair<int, int>>();
        Stage<(int Key, int Value)> toPairs = Operators.ToPairs<int, int>()
            .Bind(new StageContext(0), new ListStage<KeyValuePair<int, int>>(pairs, int.MaxValue));
        Stage<int> map = Operators.Map<int, (int Key, int Value)>(number => (number, -number)).Bind(new StageContext(0), toPairs);
        Assert.Contains("ChainedFunction", $"{map.GetType()}", StringComparison.Ordinal);
        map.Accept([1, 2]);
        map.Complete();
        toPairs.Accept([(3, 4)]);
        toPairs.Complete();
        Assert.Equal([new(1, -1), new(2, -2), new(3, 4)], pairs);
        map.Release();
        toPairs.Release();
    }

    [Fact]
    public void Pairs_are_made_by_key_and_by_tuple()
    {
        using var engine = new Engine();
        DStream<string> words = engine.Queue<string>(["one", "three", "two"]);
        List<List<KeyValuePair<int, string>>> keyed = Engine.Collect(words.KeyBy(word => word.Length));
        List<List<KeyValuePair<string, int>>> mapped = Engine.Collect(words.MapToPair(word => (word, word.Length)));
        List<List<KeyValuePair<string, int>>> inBatches = Engine.Collect(words.Transform(batch =>
            batch.KeyBy(word => word.Length).MapToPair(pair => (pair.Value, pair.Key))));
        engine.Tick();
        Assert.Equal([new(3, "one"), new(5, "three"), new(3, "two")], keyed[0]);
        Assert.Equal([new("one", 3), new("three", 5), new("two", 3)], mapped[0]);
        Assert.Equal(mapped, inBatches);
    }

    [Fact]
    public void Tuples_are_folded_while_they_arrive_as_pairs_are()
    {
        using var engine = new Engine();
        var receiver = new Receiving.ScriptedReceiver<int>();
        var calls = new System.Collections.Concurrent.ConcurrentQueue<int>();
        List<List<KeyValuePair<int, int>>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver).Map(number =>
        {
            calls.Enqueue(number);
            return (number % 2, number);
        }).ReduceByKey((a, b) => a + b));
        engine.Context.Start();
        receiver.Send([1, 2, 3]);
        Engine.WaitFor(() => calls.Count == 3, "records were folded before their batch");
        engine.Tick();
        Assert.Equal([new(0, 2), new(1, 4)], seen[0].OrderBy(pair => pair.Key));
    }

    private static KeyValuePair<string, T>[] Sorted<T>(List<List<KeyValuePair<string, T>>> batches) =>
        [.. batches.Single().OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    private static IEnumerable<MethodInfo> Methods(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static);

    private static string Signature(MethodInfo method) =>
        $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))})";

    private static string NameOf(Type type) => !type.IsGenericType ? type.Name
        : $"{type.Name.Split('`')[0]}{(type.Name is "Batch`1" or "DStream`1" ? "Of" : "`" + type.GetGenericArguments().Length)}"
            + $"<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
}
