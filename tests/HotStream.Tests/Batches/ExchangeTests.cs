using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>Pairs dealt by key: everyone once, a key in one partition, counted.</summary>
public sealed class ExchangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_pair_goes_to_the_partition_of_its_key_in_the_order_it_came(int partitions)
    {
        using var engine = new Engine(partitions: 2);
        KeyValuePair<int, int>[] pairs = [.. Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create(i % 30, i))];
        int looked = 0;
        engine.Queue<KeyValuePair<int, int>>(pairs).ForeachBatch(batch =>
        {
            var exchange = new Exchange<int, int>(batch, partitions);
            KeyValuePair<int, int>[][] outputs = [.. Enumerable.Range(0, partitions).Select(partition =>
            {
                KeyValuePair<int, int>[][] lists = [.. exchange.For(partition).Select(list => list.ToArray())];
                Assert.Equal(2, lists.Length);
                return lists.SelectMany(list => list).ToArray();
            })];
            Assert.Equal(pairs.Length, exchange.Count);
            for (int partition = 0; partition < partitions; partition++)
            {
                Assert.Equal(pairs.Where(pair =>
                    StableHash.Partition(StableHash.Of(pair.Key), partitions) == partition), outputs[partition]);
                Assert.Equal(outputs[partition].Length, exchange.CountFor(partition));
                Assert.NotEmpty(outputs[partition]);
            }

            exchange.Release();
            Assert.Equal(0, exchange.Count);
            looked++;
        });
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(1, looked);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Text_in_keys_or_values_is_kept_until_the_pairs_are_read(bool keyIsText, bool valueIsText)
    {
        using var engine = new Engine(partitions: 2);
        List<string> seen = [];
        new LinesOfSlabs(engine.Context).ForeachBatch(batch =>
        {
            List<string> texts = (keyIsText, valueIsText) switch
            {
                (true, _) => Dealt(batch.Map(line => KeyValuePair.Create(line, 1)), pair => pair.Key.ToString()),
                (_, true) => Dealt(batch.Map(line => KeyValuePair.Create(1, line)), pair => pair.Value.ToString()),
                _ => Dealt(batch.Map(line => KeyValuePair.Create(1, line.ToString())), pair => pair.Value),
            };
            seen.AddRange(texts);
        });
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(LinesOfSlabs.All.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    private static List<string> Dealt<TKey, TValue>(Batch<KeyValuePair<TKey, TValue>> pairs, Func<KeyValuePair<TKey, TValue>, string> text)
    {
        var exchange = new Exchange<TKey, TValue>(pairs, 3);
        List<string> texts = [.. Enumerable.Range(0, 3).SelectMany(exchange.For).SelectMany(list => list.ToArray()).Select(text)];
        exchange.Release();
        return texts;
    }

    /// <summary>Lines of many slabs, each of which is overwritten by the next one's unless somebody holds on to it.</summary>
    private sealed class LinesOfSlabs(StreamingContext context) : InputDStream<Utf8Slice>(context, "lines of slabs"), ITextSource
    {
        public static IEnumerable<string> All => Enumerable.Range(0, 20).Select(i => $"line number {i}, long enough to lie in a slab");

        public int PartitionCount => 1;

        public void Read(int partition, TextFeed feed)
        {
            foreach (string line in All)
            {
                feed.Feed(0, System.Text.Encoding.ASCII.GetBytes(line + "\n", feed.NextSlab().Bytes));
            }
        }

        protected override InputBatch<Utf8Slice> Read(BatchTime time) => InputBatch<Utf8Slice>.Of(this);
    }
}
