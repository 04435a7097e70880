using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

public sealed class CacheTests
{
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 6)]
    public void A_stream_with_two_outputs_is_computed_once_when_cached_and_twice_when_not(bool cached, int calls)
    {
        using var engine = new Engine();
        int called = 0;
        DStream<int> stream = engine.Queue<int>([1, 2, 3]).Map(x =>
        {
            Interlocked.Increment(ref called);
            return x * 2;
        });
        if (cached)
        {
            Assert.Same(stream, stream.Cache());
        }

        List<List<int>> first = Engine.Collect(stream);
        List<List<int>> second = Engine.Collect(stream.Map(x => x + 1));
        engine.Tick();
        Assert.Equal([[2, 4, 6]], first);
        Assert.Equal([[3, 5, 7]], second);
        Assert.Equal(calls, called);
    }

    [Fact]
    public void A_fold_is_computed_once_for_all_its_outputs()
    {
        using var engine = new Engine(partitions: 1);
        int called = 0;
        DStream<int> stream = engine.Queue<int>([1, 2, 3]).Reduce((a, b) =>
        {
            called++;
            return a + b;
        });
        List<List<int>> first = Engine.Collect(stream);
        List<List<int>> second = Engine.Collect(stream);
        engine.Tick();
        Assert.Equal([[6]], first);
        Assert.Equal([[6]], second);
        Assert.Equal(2, called);
    }

    [Fact]
    public void A_cached_stream_of_received_text_gives_both_outputs_the_same_words()
    {
        using var engine = new Engine();
        var receiver = new ScriptedText();
        int called = 0;
        DStream<Utf8Slice> words = engine.Context.ReceiverStream(receiver).Words().Map(word =>
        {
            Interlocked.Increment(ref called);
            return word;
        }).Cache();
        var lists = new List<string>();
        words.ForeachBatch(batch =>
            lists.Add(string.Join(' ', batch.ToList().Select(word => word.ToString()).Order(StringComparer.Ordinal))));
        List<List<long>> counts = Engine.Collect(words.Count());
        engine.Context.Start();
        receiver.Send("extraordinarily long-winded words here\nand here\n");
        receiver.WaitUntilStored();
        engine.Tick();
        receiver.Send("next\n");
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(["and extraordinarily here here long-winded words", "next"], lists);
        Assert.Equal([[6], [1]], counts);
        Assert.Equal(7, called);
    }

    [Fact]
    public void A_cached_batch_that_fails_fails_each_output_and_the_next_batch_is_right()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        DStream<int> stream = engine.Queue<int>([1], [0], [2]).Map(x => 10 / x).Cache();
        List<List<int>> first = Engine.Collect(stream);
        List<List<int>> second = Engine.Collect(stream);
        engine.Tick(3);
        Assert.Equal([[10], [5]], first);
        Assert.Equal([[10], [5]], second);
        Assert.Equal(2, log.Entries.Count(entry => entry.Id == 2000));
    }

    [Fact]
    public void Only_streams_that_an_output_needs_are_computed()
    {
        using var engine = new Engine();
        int called = 0;
        DStream<int> stream = engine.Queue<int>([1], [2]);
        stream.Map(x => called++);
        stream.ForeachBatch(batch => batch.Count());
        engine.Tick(2);
        Assert.Equal(0, called);
    }
}
