using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

public sealed class RememberTests
{
    [Fact]
    public void Slice_includes_both_ends_and_floors_them()
    {
        using Engine engine = Remembering(out DStream<int> stream, seconds: 100);
        engine.Tick(5);
        Assert.Equal([2000, 3000, 4000], Times(stream, 2000, 4000));
        Assert.Equal([2000, 3000, 4000], Times(stream, 2999, 4001));
        Assert.Equal([3000], Times(stream, 3000, 3000));
        Assert.Empty(Times(stream, 4000, 3000));
    }

    [Fact]
    public void Slice_has_nothing_at_or_before_the_zero_time_and_nothing_that_was_not_due()
    {
        using Engine engine = Remembering(out DStream<int> stream, seconds: 100);
        engine.Tick(3);
        Assert.Equal([1000, 2000, 3000], Times(stream, -5000, 99_000));
        Assert.Empty(Times(stream, -5000, 0));
    }

    [Fact]
    public void Slice_before_the_start_is_refused()
    {
        using Engine engine = Remembering(out DStream<int> stream, seconds: 100);
        Assert.Contains("Start first", Assert.Throws<InvalidOperationException>(() => Times(stream, 0, 1000)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_is_not_remembered_any_more_is_refused()
    {
        using Engine engine = Remembering(out DStream<int> stream, seconds: 2);
        engine.Tick(5);
        Assert.Equal([4000, 5000], Times(stream, 4000, 5000));
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => Times(stream, 3000, 5000));
        Assert.Contains("not remembered any more", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_Remember_Slice_reaches_back_a_slide()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1], [2], [3], [4], [5]).Map(x => x);
        var inside = new List<long>();
        LongAccumulator seen = engine.Context.LongAccumulator("seen");
        DStream<int> counted = stream.Filter(x =>
        {
            seen.Add(1);
            return true;
        });
        counted.ForeachBatch(batch =>
        {
            batch.Count();
            inside.AddRange(Times(counted, batch.Time.Milliseconds - 1000, batch.Time.Milliseconds));
        });
        engine.Tick(4);
        Assert.Equal([1000, 1000, 2000, 2000, 3000, 3000, 4000], inside);
        Assert.Equal([3000, 4000], Times(stream, 3000, 4000));
        Assert.Equal([3000, 4000], Times(counted, 3000, 4000));
        Assert.Throws<InvalidOperationException>(() => Times(stream, 2000, 4000).ToList());
        engine.Tick();
        Assert.Equal([4000, 5000], Times(stream, 4000, 5000));
        Assert.Equal(5, seen.Value);
    }

    [Fact]
    public void Without_Remember_a_window_can_be_had_until_it_slides_and_received_records_end_with_their_batch()
    {
        using var engine = new Engine();
        var receiver = new ScriptedReceiver<int>();
        DStream<int> received = engine.Context.ReceiverStream(receiver);
        DStream<int> window = engine.Queue<int>([1], [2], [3]).ReduceByWindow((a, b) => a + b, TimeSpan.FromSeconds(2));
        received.ForeachBatch(batch => batch.Count());
        window.ForeachBatch(batch => batch.Count());
        engine.Tick(3);
        Assert.Equal([5], window.Slice(new BatchTime(3000), new BatchTime(3000)).Single().ToList());
        Assert.Contains("Remember", Assert.Throws<InvalidOperationException>(() =>
            received.Slice(new BatchTime(3000), new BatchTime(3000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_remembered_batch_of_text_can_still_be_read()
    {
        using var engine = new Engine();
        var receiver = new ScriptedText();
        engine.Context.Remember(TimeSpan.FromSeconds(3));
        DStream<Utf8Slice> lines = engine.Context.ReceiverStream(receiver);
        lines.ForeachBatch(batch => batch.Count());
        engine.Context.Start();
        for (int i = 1; i <= 4; i++)
        {
            receiver.Send($"a line that is longer than a slice holds, number {i}\n");
            receiver.WaitUntilStored();
            engine.Tick();
        }

        IReadOnlyList<Batch<Utf8Slice>> batches = lines.Slice(new BatchTime(2000), new BatchTime(4000));
        Assert.Equal(
            Enumerable.Range(2, 3).Select(i => $"a line that is longer than a slice holds, number {i}"),
            batches.SelectMany(batch => batch.ToList()).Select(line => line.ToString()));
    }

    [Fact]
    public void A_received_stream_that_no_output_reads_never_gives_the_records_of_another_time()
    {
        using var engine = new Engine();
        var receiver = new ScriptedReceiver<int>();
        engine.Context.Remember(TimeSpan.FromSeconds(100));
        DStream<int> unread = engine.Context.ReceiverStream(receiver);
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Context.Start();
        for (int i = 1; i <= 3; i++)
        {
            receiver.Send([i]);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        foreach (long time in new long[] { 1000, 2000, 3000 })
        {
            List<int> records;
            try
            {
                records = [.. unread.Slice(new BatchTime(time), new BatchTime(time)).SelectMany(batch => batch.ToList())];
            }
            catch (Exception refusal) when (refusal is InvalidOperationException or BatchFailedException)
            {
                continue; // refused is fine, another batch's records are not
            }

            Assert.Equal([(int)(time / 1000)], records);
        }
    }

    private static Engine Remembering(out DStream<int> stream, int seconds)
    {
        var engine = new Engine();
        engine.Context.Remember(TimeSpan.FromSeconds(seconds));
        stream = engine.Queue<int>([1], [2], [3], [4], [5]).Map(x => x);
        stream.ForeachBatch(_ => { });
        return engine;
    }

    private static IEnumerable<long> Times(DStream<int> stream, long from, long to) =>
        stream.Slice(new BatchTime(from), new BatchTime(to)).Select(batch =>
        {
            Assert.Equal([(int)(batch.Time.Milliseconds / 1000)], batch.ToList());
            return batch.Time.Milliseconds;
        });
}
