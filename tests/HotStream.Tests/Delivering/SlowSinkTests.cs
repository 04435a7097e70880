using System.Text;
using HotStream.Tests.Diagnostics;
using HotStream.Tests.Io;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Delivering;

/// <summary>A sink that is slower than the batches: it is waited for, or batches wait on disk, or are dropped and counted.</summary>
public sealed class SlowSinkTests
{
    private static readonly string[][] s_batches = [["a", "b"], ["c"], ["d", "e", "f"], [], ["g"]];
    private static readonly string[] s_taken = ["1000: a | b", "2000: c", "3000: d | e f", "5000: g"];

    private Action _atLast = static () => { }; // in the sixth batch, behind the sink

    [Fact]
    public void Spilled_batches_are_delivered_in_order_while_other_outputs_go_on()
    {
        using var folder = new Folder();
        using var metrics = new MetricCapture("test");
        var sink = new GatedSink(isOpen: false);
        var seen = new List<long>();
        using (var engine = new Engine(partitions: 2, with => with.SpillDirectory = folder.Root))
        {
            DStream<string> input = engine.Queue<string>(s_batches);
            input.WriteTo(sink, new OutputOptions { WhenSlow = SlowSink.Spill });
            input.ForeachBatch((_, time) => seen.Add(time.Milliseconds));
            engine.Tick(5);
            Assert.Equal([1000, 2000, 3000, 4000, 5000], seen);
            Assert.Equal(0, sink.Count);
            Assert.Equal(4, Directory.GetFiles(folder.Root, "*.batch", SearchOption.AllDirectories).Length);
            Assert.Equal(4, metrics.Values("hotstream.output.spilled", "hotstream.output=gated").Length);
            Assert.True(metrics.Observe("hotstream.output.waiting").Single() > 0);
            sink.Gate.Set();
            Engine.WaitFor(() => sink.Count == 4, "all batches are delivered");
            Assert.Equal(s_taken, sink.Taken);
            Engine.WaitFor(() => metrics.Observe("hotstream.output.waiting").Single() == 0, "nothing waits");
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task A_graceful_stop_waits_for_what_waits_on_disk_and_another_says_what_is_lost()
    {
        foreach (bool isGraceful in (bool[])[true, false])
        {
            var log = new LogCapture();
            var sink = new GatedSink(isOpen: false);
            using var engine = new Engine(partitions: 1, with => with.LoggerFactory = log);
            engine.Queue<string>(["a"], ["b"]).WriteTo(sink, new OutputOptions { WhenSlow = SlowSink.Spill });
            engine.Tick(2);
            Task stop = engine.Context.StopAsync(isGraceful);
            if (isGraceful)
            {
                sink.Gate.Set();
            }

            await stop.WaitAsync(Engine.Patience);
            Assert.Equal(isGraceful ? ["1000: a", "2000: b"] : [], sink.Taken);
            Assert.Equal(isGraceful ? [] : [(true, true)], log.Entries.Where(entry => entry.Id == 2011).Select(entry =>
                (entry.Message.Contains("2 batches", StringComparison.Ordinal), entry.Message.Contains("lost", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void When_the_bytes_are_used_up_batches_wait_and_nothing_is_lost()
    {
        using var folder = new Folder();
        var sink = new GatedSink(isOpen: false);
        int mostFiles = 0;
        sink.OnTaken = () =>
            mostFiles = Math.Max(mostFiles, Directory.GetFiles(folder.Root, "*.batch", SearchOption.AllDirectories).Length);
        using var engine = new Engine(partitions: 2, with => with.SpillDirectory = folder.Root);
        DStream<string> input = engine.Queue<string>(s_batches);
        input.WriteTo(sink, new OutputOptions { WhenSlow = SlowSink.Spill, BytesMax = 1 });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(5));
        sink.Gate.Set();
        Engine.WaitFor(() => sink.Count == 4, "all batches are delivered");
        Assert.Equal(s_taken, sink.Taken);
        Assert.Equal(1, mostFiles); // one may wait however little room there is, and no second one
    }

    [Fact]
    public void Dropped_batches_are_counted_and_other_outputs_are_never_held_up()
    {
        using var metrics = new MetricCapture("test");
        var log = new LogCapture();
        var sink = new GatedSink(isOpen: false);
        var seen = new List<long>();
        using var engine = new Engine(partitions: 2, with => with.LoggerFactory = log);
        DStream<string> input = engine.Queue<string>([.. s_batches, ["h"]]);
        input.WriteTo(sink, new OutputOptions { WhenSlow = SlowSink.Drop, BytesMax = 1 });
        input.ForeachBatch((_, time) => seen.Add(time.Milliseconds));
        engine.Tick(5);
        Assert.Equal([1000, 2000, 3000, 4000, 5000], seen);
        Assert.Equal([1, 3, 1], metrics.Values("hotstream.output.records.dropped", "hotstream.output=gated"));
        Assert.Equal([1, 1, 1], metrics.Values("hotstream.output.batches.dropped", "hotstream.output=gated"));
        Assert.Equal(3, log.Entries.Count(entry => entry.Id == 2013));
        sink.Gate.Set();
        Engine.WaitFor(() => metrics.Observe("hotstream.output.waiting").Single() == 0, "there is room again");
        engine.Tick();
        Engine.WaitFor(() => sink.Count == 2, "later batches are delivered");
        Assert.Equal(["1000: a | b", "6000: h"], sink.Taken);
    }

    [Theory]
    [InlineData(SlowSink.Spill)]
    [InlineData(SlowSink.Drop)]
    public void A_batch_that_fails_is_tried_again_from_disk_and_dropped_from_memory(SlowSink whenSlow)
    {
        var log = new LogCapture();
        int failures = 2;
        var sink = new GatedSink(isOpen: true,
            record => record == "b" && Interlocked.Decrement(ref failures) >= 0 ? new IOException("not now") : null);
        using var engine = new Engine(partitions: 1, with =>
        {
            with.TimeProvider = TimeProvider.System;
            with.LoggerFactory = log;
        }, intervalMilliseconds: 20);
        engine.Queue<string>(["a"], ["b"], ["c"]).WriteTo(sink, new OutputOptions { WhenSlow = whenSlow });
        engine.Context.Start();
        Engine.WaitFor(() => sink.Count == (whenSlow == SlowSink.Spill ? 3 : 2), "what can be delivered is");
        Assert.Equal(whenSlow == SlowSink.Spill ? ["a", "b", "c"] : ["a", "c"], sink.Taken.Select(batch => batch.Split(' ')[1]));
        Assert.Contains(log.Entries, entry => entry.Id == (whenSlow == SlowSink.Spill ? 2012 : 2013));
    }

    [Fact]
    public void What_waits_on_disk_is_delivered_in_the_next_life_before_all_else()
    {
        var sinks = new List<GatedSink>();
        bool isOpen = false;
        using Lives lives = Program(sinks, () => isOpen, SlowSink.Spill);
        lives.Live(3); // the last of them runs again
        lives.Live(1);
        Assert.All(sinks, sink => Assert.Equal(0, sink.Count));
        isOpen = true;
        _atLast = () => Engine.WaitFor(() => sinks[^1].Count == 6, "all batches are delivered");
        lives.Live(2); // ends without a goodbye: the last batch was delivered, and runs again
        Assert.Equal([.. Enumerable.Range(0, 6).Select(number => $"{1000 * (number + 1)}: {number} | x {number}")], sinks[^1].Taken);
        _atLast = static () => { };
        lives.Live(1, isClean: true); // nothing of it comes again
        Assert.Equal(["7000: 6 | x 6"], sinks[^1].Taken);
    }

    [Fact]
    public void A_damaged_batch_is_named_and_counted_and_the_others_are_delivered()
    {
        var sinks = new List<GatedSink>();
        bool isOpen = false;
        using Lives lives = Program(sinks, () => isOpen, SlowSink.Spill);
        lives.Live(3);
        string damaged = Directory.GetFiles(lives.Checkpoints, "*2000.batch", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        isOpen = true;
        var log = new LogCapture();
        lives.Logs = log;
        lives.Live(0, isClean: true);
        Assert.Equal(["1000: 0 | x 0", "3000: 2 | x 2"], sinks[^1].Taken);
        Assert.Contains(log.Entries, entry => entry.Id == 2013 && entry.Message.Contains(damaged, StringComparison.Ordinal));
    }

    [Fact]
    public void A_life_that_begins_anew_delivers_nothing_of_the_one_before()
    {
        var sinks = new List<GatedSink>();
        bool isOpen = false;
        using Lives lives = Program(sinks, () => isOpen, SlowSink.Spill);
        lives.Live(2);
        isOpen = true;
        lives.Live(1, isClean: true, restores: false);
        Assert.Equal(["3000: 0 | x 0"], sinks[^1].Taken);
        Assert.Equal(2, Directory.GetFiles(lives.Checkpoints, "*.batch", SearchOption.AllDirectories)
            .Count(path => path.Contains("before-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Slices_are_stored_and_delivered_byte_for_byte()
    {
        using var folder = new Folder();
        string lines = string.Concat(Enumerable.Range(0, 3000).Select(i => $"line {i} longer than twelve bytes\n"));
        byte[] text = [.. Encoding.UTF8.GetBytes(lines), 0xFF, (byte)'\n'];
        folder.Write("in/text", text, 500);
        using (var engine = new Engine(partitions: 1))
        {
            engine.Context.TextFileStream(folder.PathOf("in"), newFilesOnly: false)
                .WriteTo(new RollingFileSink<Utf8Slice>(new RollingFileOptions { Directory = folder.PathOf("out") }),
                    new OutputOptions { WhenSlow = SlowSink.Spill });
            engine.Tick();
            engine.Context.Stop(graceful: true);
        }

        Assert.Equal(text, File.ReadAllBytes(folder.PathOf("out/part-00000-1000.txt")));
    }

    [Fact]
    public void Records_that_cannot_be_stored_are_refused_at_the_start()
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<StringBuilder>([new StringBuilder()]).WriteTo(
            new RollingFileSink<StringBuilder>(new RollingFileOptions { Directory = "out" }),
            new OutputOptions { WhenSlow = SlowSink.Drop });
        Assert.Contains("StringBuilder", Assert.Throws<NotSupportedException>(engine.Context.Start).Message, StringComparison.Ordinal);
    }

    private Lives Program(List<GatedSink> sinks, Func<bool> isOpen, SlowSink whenSlow) => new(2, context =>
    {
        context.Options.OneActivePerProcess = false;
        DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}", "x", $"{number}"]);
        sinks.Add(new GatedSink(isOpen()));
        input.WriteTo(sinks[^1], new OutputOptions { WhenSlow = whenSlow });
        input.ForeachBatch((_, time) =>
        {
            if (time == new BatchTime(6000))
            {
                _atLast();
            }
        });
        return input;
    });
}
