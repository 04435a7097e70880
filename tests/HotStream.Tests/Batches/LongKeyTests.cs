using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>Keys that are too long to lie in the slice itself can be read as long as the batch, whatever brought them together.</summary>
public sealed class LongKeyTests
{
    private const string Left = "a key of the left side alone";
    private const string Both = "a key that both sides have";
    private const string Right = "a key of the right side alone";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Long_text_keys_outlive_the_table_they_met_in(int partitions)
    {
        using var engine = new Engine(partitions);
        using var text = new Utf8Arena();
        DStream<KeyValuePair<Utf8Slice, int>> left =
            engine.Queue<KeyValuePair<Utf8Slice, int>>([[new(text.Add(Left), 1), new(text.Add(Both), 2)]]);
        DStream<KeyValuePair<Utf8Slice, int>> right =
            engine.Queue<KeyValuePair<Utf8Slice, int>>([[new(text.Add(Both), 3), new(text.Add(Right), 4)]]);
        var seen = new List<string[]>();
        left.CoGroup(right).ForeachBatch(batch => seen.Add(Keys(batch.ToList())));
        left.LeftOuterJoin(right).ForeachBatch(batch => seen.Add(Keys(batch.ToList())));
        left.FullOuterJoin(right).ForeachBatch(batch => seen.Add(Keys(batch.ToList())));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        Assert.Equal([[Left, Right, Both], [Left, Both], [Left, Right, Both]], seen);
    }

    private static string[] Keys<T>(List<KeyValuePair<Utf8Slice, T>> pairs) =>
        [.. pairs.Select(pair => pair.Key.ToString()).Order(StringComparer.Ordinal)];
}
