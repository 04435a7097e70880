using System.Collections.Concurrent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Testing;

public sealed class TextQueueTests
{
    [Fact]
    public void Strings_are_the_lines_of_a_job_under_test()
    {
        using var engine = new Engine();
        List<List<KeyValuePair<string, long>>> counts = Engine.Collect(engine.Context
            .TextQueueStream(["to be", "or not to be, an internationalisation longer than a slice"], [], ["be"])
            .FlatMap(line => line.Split(' ')).CountByValue().Map(pair => KeyValuePair.Create(pair.Key.ToString(), pair.Value)));
        engine.Tick(4);
        Assert.Equal(2, counts[0].Single(pair => pair.Key == "to").Value);
        Assert.Equal(1, counts[0].Single(pair => pair.Key == "internationalisation").Value);
        Assert.Equal([[], [new("be", 1)], []], counts[1..]);
    }

    [Fact]
    public void A_queue_may_be_filled_later_and_read_at_once()
    {
        using var engine = new Engine();
        var queue = new ConcurrentQueue<IReadOnlyList<string>>();
        List<List<string>> lines = Engine.Collect(engine.Context.TextQueueStream(queue, oneAtATime: false).Map(line => line.ToString()));
        engine.Tick();
        queue.Enqueue(["a line of text", "umlaut \u00FC"]);
        queue.Enqueue([""]);
        engine.Tick();
        Assert.Equal([[], ["a line of text", "umlaut \u00FC", ""]], lines);
    }

    [Fact]
    public void Windows_keep_the_text_they_need()
    {
        using var engine = new Engine();
        List<List<string>> lines = Engine.Collect(engine.Context.TextQueueStream(["the first line, far too long to be held in a slice"],
            ["the second line, far too long to be held in a slice"]).Window(TimeSpan.FromSeconds(2)).Map(line => line.ToString()[..7]));
        engine.Tick(3);
        Assert.Equal([["the fir"], ["the fir", "the sec"], ["the sec"]], lines);
    }
}
