using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.State;

[Collection(AloneCollection.Name)]
public sealed class StaticDatasetTests
{
    private const string LongKey = "a-key-of-more-than-twelve-bytes";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pairs_meet_the_dataset_by_key_and_duplicates_multiply(int partitions)
    {
        using var engine = new StateEngine(partitions);
        using StaticDataset<string, string> dataset =
            StaticDataset.Of<string, string>([new("a", "x"), new("b", "y"), new("a", "z"), new("", "e")]);
        DStream<KeyValuePair<string, long>> input = engine.Pairs([("a", 1), ("c", 2), ("a", 3), ("", 4)], []);
        List<string> joined = StateEngine.Lines(input.Join(dataset));
        List<string> outer = StateEngine.Lines(input.LeftOuterJoin(dataset));
        List<string> kept = StateEngine.Lines(input.FilterByKey(dataset));
        List<string> rest = StateEngine.Lines(input.SubtractByKey(dataset));
        engine.Tick(2);
        Assert.Equal([":(4, e) a:(1, x) a:(1, z) a:(3, x) a:(3, z)", ""], joined);
        Assert.Equal([":(4, Some(e)) a:(1, Some(x)) a:(1, Some(z)) a:(3, Some(x)) a:(3, Some(z)) c:(2, None)", ""], outer);
        Assert.Equal([":4 a:1 a:3", ""], kept);
        Assert.Equal(["c:2", ""], rest);
    }

    [Fact]
    public void An_empty_dataset_has_no_key()
    {
        using var engine = new StateEngine();
        using var dataset = new StaticDataset<string, int>([]);
        DStream<KeyValuePair<string, long>> input = engine.Pairs([("a", 1)]);
        List<string> joined = StateEngine.Lines(input.Join(dataset));
        List<string> rest = StateEngine.Lines(input.SubtractByKey(dataset));
        engine.Tick();
        Assert.Equal([""], joined);
        Assert.Equal(["a:1"], rest);
        Assert.Equal((0, 1), (dataset.Count, dataset.Version));
    }

    [Fact]
    public void Replacing_takes_effect_in_the_next_batch_and_for_all_joins_of_a_batch_at_once()
    {
        using var engine = new StateEngine();
        using var dataset = new StaticDataset<string, int>([new("a", 1)]);
        DStream<KeyValuePair<string, long>> input = engine.Pairs([("a", 1), ("b", 1)], [("a", 1), ("b", 1)], [("a", 1)]);
        List<string> first = StateEngine.Lines(input.Join(dataset));
        input.ForeachBatch(batch =>
        {
            if (batch.Time.Milliseconds == 1000)
            {
                dataset.Replace([new("b", 2), new("b", 3)]); // between two outputs of one batch
            }
        });
        List<string> second = StateEngine.Lines(input.Join(dataset));
        engine.Tick(2);
        Assert.Equal((2, 2), (dataset.Version, dataset.Count));
        dataset.Replace([]);
        engine.Tick();
        Assert.Equal(["a:(1, 1)", "b:(1, 2) b:(1, 3)", ""], first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void A_key_with_more_values_than_a_block_meets_them_all_in_order()
    {
        using var engine = new StateEngine(partitions: 1);
        using var dataset = new StaticDataset<string, int>(Enumerable.Range(0, 1300).Select(i => KeyValuePair.Create("a", i)));
        List<List<KeyValuePair<string, (long Left, int Right)>>> joined =
            Engine.Collect(engine.Pairs([("a", 1), ("b", 2), ("a", 3)]).Join(dataset));
        engine.Tick();
        Assert.Equal(Enumerable.Range(0, 1300).Select(i => (1L, i)).Concat(Enumerable.Range(0, 1300).Select(i => (3L, i))), joined[0]
            .Select(pair => pair.Value));
    }

    [Fact]
    public void Text_keys_given_as_strings_match_the_text_of_a_stream()
    {
        int before = SlabPool.Outstanding;
        using (var engine = new StateEngine())
        {
            StaticDataset<Utf8Slice, int> dataset = StaticDataset.OfText<int>([new("short", 1), new(LongKey, 2), new("ärger", 3)]);
            var receiver = new ScriptedText();
            List<string> joined = StateEngine.Lines(engine.Context.ReceiverStream(receiver).Words()
                .Map(word => KeyValuePair.Create(word, 'x')).Join(dataset));
            engine.Context.Start();
            Send($"short {LongKey} other\n");
            dataset.ReplaceText([new($"{LongKey}2", 4), new(LongKey, 5)]);
            Send($"short ärger {LongKey} {LongKey}2\n");
            dataset.Dispose();
            Send("short\n");
            Assert.Equal([$"{LongKey}:(x, 2) short:(x, 1)", $"{LongKey}2:(x, 4) {LongKey}:(x, 5)"], joined);
            Assert.IsType<ObjectDisposedException>(engine.Failure().InnerException);
            Assert.Throws<ObjectDisposedException>(() => dataset.Version);
            Assert.Throws<ObjectDisposedException>(() => dataset.Replace([]));

            void Send(string line)
            {
                receiver.Send(line);
                receiver.WaitUntilStored();
                engine.Tick();
            }
        }

        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Fact]
    public void Replacing_from_another_thread_while_batches_run_shows_whole_versions_only()
    {
        using var engine = new StateEngine(partitions: 2);
        const int Keys = 600;
        using var dataset = new StaticDataset<int, int>(Version(0));
        (string, long)[] records = [.. Enumerable.Range(0, Keys).Select(i => ($"{i}", 1L))];
        List<List<KeyValuePair<int, (long Left, int Right)>>> joined = Engine.Collect(
            engine.Pairs(Enumerable.Repeat(records, 30))
            .Map(pair => KeyValuePair.Create(int.Parse(pair.Key, null), pair.Value)).Join(dataset));
        using var stop = new CancellationTokenSource();
        var replacing = new SideThread(() =>
        {
            for (int version = 1; !stop.IsCancellationRequested; version++)
            {
                dataset.Replace(Version(version));
            }
        });
        replacing.Start();
        engine.Tick(30);
        stop.Cancel();
        replacing.Join();
        engine.ThrowIfFailed();
        Assert.All(joined, batch =>
        {
            Assert.Equal(Keys, batch.Count);
            Assert.Single(batch.Select(pair => pair.Value.Right).Distinct());
        });

        static IEnumerable<KeyValuePair<int, int>> Version(int version) =>
            Enumerable.Range(0, Keys).Select(i => KeyValuePair.Create(i, version));
    }

    [Fact]
    public void Keys_that_refer_to_slices_are_refused() =>
        Assert.Throws<ArgumentException>(() => new StaticDataset<List<Utf8Slice>, int>([]));

    [Fact]
    public void Text_in_the_fields_of_a_key_is_copied()
    {
        StaticDataset<(Utf8Slice, int), string> dataset;
        using (var arena = new Utf8Arena())
        {
            dataset = StaticDataset.Of([KeyValuePair.Create((arena.Add("a device with a long name"), 1), "known")]);
        }

        using var engine = new StateEngine();
        using (dataset)
        {
            using var texts = new Utf8Arena();
            Utf8Slice device = texts.Add("a device with a long name");
            DStream<KeyValuePair<(Utf8Slice, int), int>> pairs =
                engine.Queue<KeyValuePair<(Utf8Slice, int), int>>([[new((device, 1), 0), new((device, 2), 0)]]);
            List<List<string>> seen = Streams.Engine.Collect(pairs.Join(dataset).Map(pair => pair.Value.Right));
            engine.Tick();
            Assert.Equal([["known"]], seen);
        }
    }

    [Property(MaxTest = 60)]
    public Property A_dataset_gives_what_a_lookup_gives()
    {
        Gen<(int[] Keys, int[][] Batches, int Partitions)> cases =
            from keys in Cases.Arrays(Gen.Choose(0, 30), 0, 60)
            from batches in Cases.Arrays(Cases.Arrays(Gen.Choose(0, 40), 0, 900), 1, 2)
            from partitions in Gen.Elements(1, 2, 5)
            select (keys, batches, partitions);
        return Cases.ForAll(cases, x =>
        {
            using var engine = new StateEngine(x.Partitions);
            using var dataset = new StaticDataset<int, int>(x.Keys.Select((key, i) => KeyValuePair.Create(key, i)));
            ILookup<int, int> lookup = x.Keys.Select((key, i) => (key, i)).ToLookup(pair => pair.key, pair => pair.i);
            DStream<KeyValuePair<int, int>> input = engine.Queue<int>(x.Batches).Map(key => KeyValuePair.Create(key, -key));
            List<List<(int, int, int)>> outer =
                Engine.Collect(input.LeftOuterJoin(dataset).Map(p => (p.Key, p.Value.Left, p.Value.Right.GetValueOrDefault(-1))));
            List<List<(int, int, int)>> inner = Engine.Collect(input.Join(dataset).Map(p => (p.Key, p.Value.Left, p.Value.Right)));
            List<List<int>> rest = Engine.Collect(input.SubtractByKey(dataset).Map(p => p.Key));
            List<List<int>> kept = Engine.Collect(input.FilterByKey(dataset).Map(p => p.Key));
            engine.Tick(x.Batches.Length);
            engine.ThrowIfFailed();
            // order is kept
            Assert.Equal(x.Batches.Select(b => b.SelectMany(key => lookup[key].DefaultIfEmpty(-1).Select(v => (key, -key, v)))), outer);
            Assert.Equal(x.Batches.Select(b => b.SelectMany(key => lookup[key].Select(v => (key, -key, v)))), inner);
            Assert.Equal(x.Batches.Select(b => b.Where(key => !lookup.Contains(key))), rest);
            Assert.Equal(x.Batches.Select(b => b.Where(lookup.Contains)), kept);
        });
    }
}
