using System.Collections.Concurrent;
using HotStream.Cli;
using HotStream.Tests.Streams;
using Xunit;

namespace HotStream.Tests.Cli;

public sealed class TopWordsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(5000)]
    public void The_best_words_are_those_of_a_full_sort(int top)
    {
        var random = new Random(7);
        Dictionary<string, long> counts = [];
        for (int i = 0; i < 3000; i++)
        {
            counts[$"{(i % 2 == 0 ? "w" : "a-longer-word-than-twelve-")}{i}"] = random.Next(1, 200); // many equal counts
        }

        var words = new TopWords(top);
        List<KeyValuePair<string, long>> best = ReadTwice(words, counts);

        Assert.Equal(counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(top), best);
        Assert.Equal(counts.Count, words.Distinct);
        Assert.Equal(counts.Values.Sum(), words.Words);
    }

    /// <summary>Two batches through the same instance: the second must not see the first.</summary>
    private static List<KeyValuePair<string, long>> ReadTwice(TopWords words, Dictionary<string, long> counts)
    {
        using var arena = new Utf8Arena();
        List<Utf8Slice> records = [.. counts.SelectMany(pair => Enumerable.Repeat(arena.Add(pair.Key), (int)pair.Value))];
        var queue = new ConcurrentQueue<IReadOnlyList<Utf8Slice>>(
            [[.. records, .. Enumerable.Repeat(arena.Add("only-in-the-first-batch"), 1000)], records]);
        using var context = new StreamingContext("top-words", TimeSpan.FromMilliseconds(10),
            new StreamingOptions { Partitions = 3, OneActivePerProcess = false });
        List<KeyValuePair<string, long>> best = [];
        using var done = new CountdownEvent(2);
        context.QueueStream(queue).CountByValue().ForeachBatch(batch =>
        {
            if (done.CurrentCount > 0)
            {
                words.Read(batch);
                best = [.. words.Best];
                done.Signal();
            }
        });
        context.Start();
        Assert.True(done.Wait(Engine.Patience));
        context.Stop();
        return best;
    }
}
