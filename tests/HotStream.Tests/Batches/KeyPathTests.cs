using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>Keys of one 64-bit word, of text and of any other kind take different paths; the answers must be the same.</summary>
public sealed class KeyPathTests
{
    [Property(MaxTest = 24)]
    public Property The_same_job_gives_the_same_answer_whatever_the_type_of_its_keys()
    {
        Gen<int> key = Gen.OneOf(Gen.Choose(-5, 20), Gen.Choose(int.MinValue, int.MaxValue));
        Gen<(int[][] Batches, bool Kept)> cases =
            from batches in Cases.Arrays(Cases.Arrays(key, 0, 400), 1, 3)
            from kept in Gen.Elements(false, true)
            select (batches, kept);
        return Cases.ForAll(cases, x =>
        {
            (int[][] batches, bool kept) = x;
            string[] expected = [.. batches.Select(batch => Written(batch.GroupBy(x => x).Select(g => (g.Key, g.LongCount()))))];
            Assert.Equal(expected, Run(batches, kept, Number, key => key));
            Assert.Equal(expected, Run(batches, kept, line => (long)Number(line), key => (int)key));
            Assert.Equal(expected, Run(batches, kept, line => line.ToString(), Back));
            Assert.Equal(expected, Run(batches, kept, line => line, key => Back(key.ToString())));
            Assert.Equal(expected, Run(batches, kept, line => (Number(line), -Number(line)), key => key.Item1));
            Assert.Equal(expected, Run(batches, kept, line => (line, 1), key => Back(key.line.ToString())));
            Assert.Equal(expected, Run(batches, kept, line => new Unhashed(Number(line)), key => key.Value));
        });
    }

    [Fact]
    public void The_empty_text_and_null_are_keys_like_any_other()
    {
        using var engine = new Engine(partitions: 3);
        List<List<KeyValuePair<string?, long>>> seen = Engine.Collect(engine.Queue<string?>(["", null, "a", "", null]).CountByValue());
        engine.Tick();
        Assert.Equal([(null, 2), ("", 2), ("a", 1)], seen[0].Select(pair => (pair.Key, pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    /// <summary>Counts and sums by key, and checks both against each other.</summary>
    private static string[] Run<TKey>(int[][] batches, bool kept, Func<Utf8Slice, TKey> keyOf, Func<TKey, int> numberOf)
    {
        using var engine = new Engine(partitions: 2);
        var receiver = new ScriptedText();
        DStream<Utf8Slice> lines = engine.Context.ReceiverStream(receiver);
        DStream<TKey> keys = (kept ? lines.Transform(batch => batch) : lines).Map(keyOf);
        var counts = new List<string>();
        var sums = new List<string>();
        Keep(keys.CountByValue(), counts);
        Keep(keys.Map(key => KeyValuePair.Create(key, 1L)).ReduceByKey((a, b) => a + b), sums);
        engine.Context.Start();
        foreach (int[] batch in batches)
        {
            receiver.Send(string.Concat(batch.Select(x => Text(x) + "\n")));
            receiver.WaitUntilStored();
            engine.Tick();
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(counts, sums);
        return [.. counts];

        void Keep(DStream<KeyValuePair<TKey, long>> stream, List<string> list) =>
            stream.ForeachBatch(batch => list.Add(Written(batch.ToList().Select(pair => (numberOf(pair.Key), pair.Value)))));
    }

    private static string Written(IEnumerable<(int Key, long Count)> counts) =>
        string.Join(' ', counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{pair.Count}"));

    /// <summary>Some of the texts fit into a slice, others do not.</summary>
    private static string Text(int x) => (x & 1) == 0 ? x.ToString(CultureInfo.InvariantCulture) : $"{x} with a tail that no slice holds";

    private static int Number(Utf8Slice line) => Back(line.ToString());

    private static int Back(string text) => int.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>A key whose hashes nearly all collide.</summary>
    private sealed record Unhashed(int Value)
    {
        public override int GetHashCode() => Value & 1;
    }
}
