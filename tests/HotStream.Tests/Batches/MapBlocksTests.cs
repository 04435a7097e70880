using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>Functions over blocks: what they make, what they refuse, how long their texts live.</summary>
public sealed class MapBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Refused_records_are_reported_once_however_many_outputs_compute_the_batch(int partitions)
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions, with => with.DeadLetters = letter =>
        {
            lock (letters)
            {
                letters.Add(letter);
            }
        });
        int[] numbers = [.. Enumerable.Range(0, 3000)];
        DStream<Utf8Slice> shouted = engine.Queue<int>(numbers, numbers).MapBlocks("Shout", () => new ShoutEven());
        var seen = new List<string[]>();
        shouted.Print(3);
        shouted.ForeachBatch(batch => seen.Add(Texts(batch)));
        shouted.ForeachBatch(batch => seen.Add(Texts(batch)));
        engine.Options.Output = TextWriter.Null;
        engine.Tick(2);
        string[] expected = [.. numbers.Where(number => number % 2 == 0).Select(ShoutEven.Shout).Order(StringComparer.Ordinal)];
        Assert.Equal(4, seen.Count);
        Assert.All(seen, texts => Assert.Equal(expected, texts));
        Assert.Equal(3000, letters.Count);
        Assert.Equal(1500, letters.Where(letter => letter.Position.StartsWith("batch 1000 ms", StringComparison.Ordinal))
            .Select(letter => Encoding.UTF8.GetString(letter.Record.Span)).Distinct().Count());
        Assert.Equal(3000, letters.Select(letter => letter.Position).Distinct().Count());
    }

    [Fact]
    public void Stored_text_is_readable_behind_a_fold_and_as_long_as_the_batch()
    {
        using var engine = new Engine(2);
        DStream<Utf8Slice> shouted = engine.Queue<int>([.. Enumerable.Range(0, 100), .. Enumerable.Range(0, 100)])
            .MapBlocks("Shout", () => new ShoutEven());
        List<List<(string, long)>> counts = Engine.Collect(shouted.CountByValue().Map(pair => (pair.Key.ToString(), pair.Value)));
        Utf8Slice escaped = default;
        shouted.ForeachBatch(batch => escaped = batch.Take(1)[0]);
        engine.Tick();
        Assert.Equal(50, counts[0].Count);
        Assert.All(counts[0], pair => Assert.Equal(2, pair.Item2));
        engine.Tick();
        Assert.Throws<ObjectDisposedException>(() => escaped.ToString());
    }

    private static string[] Texts(Batch<Utf8Slice> batch) =>
        [.. batch.ToList().Select(text => text.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Makes a long text of every even number and refuses the odd ones.</summary>
    private sealed class ShoutEven : BlockFunction<int, Utf8Slice>
    {
        public static string Shout(int number) => $"this is number {number:D6}";

        protected internal override void Process(ReadOnlySpan<int> records, BlockOutput<Utf8Slice> output)
        {
            for (int i = 0; i < records.Length; i++)
            {
                if (records[i] % 2 == 0)
                {
                    output.Add(output.Store(Encoding.UTF8.GetBytes(Shout(records[i]))));
                }
                else
                {
                    output.Reject(i, "numbers", "odd", Encoding.UTF8.GetBytes(Shout(records[i])));
                }
            }
        }
    }
}
