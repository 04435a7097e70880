using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Rates;

/// <summary>A receiver takes so many records a second, of whatever kind they are, and its source waits.</summary>
public sealed class ReceiverMaxRateTests
{
    private const int Rate = 200;
    private const int Records = 2000;

    [Theory]
    [InlineData("blocks")]
    [InlineData("one by one")]
    [InlineData("lines")]
    [InlineData("slabs")]
    public void No_more_records_come_than_the_rate_and_a_second_of_it_and_none_is_missing(string kind)
    {
        using var engine = new Engine(partitions: 3, with: options => options.ReceiverMaxRate = Rate);
        List<List<string>> batches = Engine.Collect(Input(engine, kind));
        engine.Context.Start();
        Assert.Equal(Rate, engine.Context.Progress.Receivers[0].RateLimit);
        int seen = 0;
        for (int second = 1; seen < Records; second++)
        {
            engine.Tick();
            seen = batches.Sum(batch => batch.Count);
            Assert.InRange(seen, 0, (Rate * second) + (Rate / 100));
        }

        Assert.InRange(batches.Count, (Records / Rate) - 1, int.MaxValue);
        Assert.Equal(Enumerable.Range(0, Records).Select(Text), batches.SelectMany(batch => batch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_ends_a_receiver_that_waits_for_its_rate_and_takes_what_it_holds_when_it_is_graceful(bool graceful)
    {
        using var engine = new Engine(partitions: 2, with: options => options.ReceiverMaxRate = 0.001);
        var receiver = new ScriptedReceiver<int>();
        long records = 0;
        engine.Context.ReceiverStream(receiver).Count().ForeachBatch(batch => records += batch.ToList()[0]);
        engine.Context.Start();
        receiver.Send([1]);
        receiver.WaitUntilStored();
        receiver.Send(new int[1000]);
        Engine.WaitFor(() => receiver.IsStoring, "it waits");
        await engine.Context.StopAsync(graceful).WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(graceful ? 1001 : 0, records);
    }

    [Fact]
    public void Records_beyond_the_rate_are_dropped_and_counted_where_the_policy_says_so()
    {
        using var metrics = new Diagnostics.MetricCapture("rates-dropping");
        var clock = new ManualClock();
        var options = new StreamingOptions
        {
            TimeProvider = clock,
            Partitions = 2,
            ReceiverMaxRate = Rate,
            Overflow = OverflowPolicy.DropNewest,
        };
        using var context = new StreamingContext("rates-dropping", TimeSpan.FromSeconds(1), options);
        var receiver = new ScriptedReceiver<int>();
        List<List<int>> batches = Engine.Collect(context.ReceiverStream(receiver));
        context.Start();
        receiver.Send([.. Enumerable.Range(0, Records)]); // nobody waits, though the clock stands still
        receiver.WaitUntilStored();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(context.AwaitDueBatches(Engine.Patience));
        Assert.Equal(Enumerable.Range(0, Rate / 100), batches[0]);
        Assert.Equal([Rate], metrics.Observe("hotstream.receiver.rate_limit"));
    }

    [Fact]
    public async Task What_is_acknowledged_waits_for_the_rate_and_is_never_dropped()
    {
        using var engine = new Engine(partitions: 1, with: options =>
        {
            options.ReceiverMaxRate = 1;
            options.Overflow = OverflowPolicy.DropNewest;
        });
        var receiver = new ScriptedSlabs();
        List<List<string>> batches = Engine.Collect(engine.Context.ReceiverStream(receiver).Map(text => text.ToString()));
        engine.Context.Start();
        receiver.Do(writer => Add(writer, "first", isAcknowledged: false));
        receiver.Do(writer => Add(writer, "dropped", isAcknowledged: false));
        var adding = Task.Run(
            () => receiver.Do(writer => Add(writer, "kept", isAcknowledged: true)), TestContext.Current.CancellationToken);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.False(adding.IsCompleted);
        engine.Tick();
        await adding.WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
        engine.Tick();
        Assert.Equal(["first", "kept"], batches.SelectMany(batch => batch));
        Assert.Equal((3, 3), (receiver.Writer!.Stored, receiver.Writer.Committed));
    }

    [Fact]
    public async Task A_flood_of_lines_ends_in_the_senders_socket()
    {
        using var engine = new Engine(partitions: 2, with: options => options.ReceiverMaxRate = Rate);
        var address = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        long lines = 0;
        engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), onListening: address.SetResult)
            .Count().ForeachBatch(batch => lines += batch.ToList()[0]);
        engine.Context.Start();
        using var client = new TcpClient { SendBufferSize = 64 * 1024 };
        await client.ConnectAsync(await address.Task.WaitAsync(Engine.Patience));
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("some words on a line\n", 1000)));
        const int Pieces = 1500; // 30 MB
        long sent = 0;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Pieces; i++)
            {
                await client.GetStream().WriteAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }
        });
        int second = 0;
        long before = -1;
        while (before != Interlocked.Read(ref sent) || lines < 3 * Rate) // until the sender has not moved for a while
        {
            before = Interlocked.Read(ref sent);
            engine.Tick();
            second++;
            await Task.Delay(200);
            Assert.InRange(lines, 0, (Rate * second) + (Rate / 100));
            Assert.InRange(engine.Context.ReceivedBytesHeld, 0, 4 * Slab.StandardCapacity);
        }

        Assert.False(sending.IsCompleted, "The sender was not held up.");
        await engine.Context.StopAsync(graceful: false).WaitAsync(Engine.Patience);
        await Assert.ThrowsAnyAsync<Exception>(() => sending.WaitAsync(Engine.Patience));
        Assert.Equal(0, engine.Context.ReceivedBytesHeld);
    }

    [Fact]
    public void On_the_systems_clock_records_take_the_time_that_the_rate_says()
    {
        var options = new StreamingOptions { OneActivePerProcess = false, Partitions = 1, ReceiverMaxRate = 5000 };
        using var context = new StreamingContext("rates", TimeSpan.FromMilliseconds(20), options);
        var receiver = new ScriptedReceiver<int>();
        context.ReceiverStream(receiver).Count().ForeachBatch(_ => { });
        long began = Stopwatch.GetTimestamp();
        context.Start();
        receiver.Send(new int[2500]);
        receiver.WaitUntilStored();
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(489), TimeSpan.MaxValue); // a portion is not waited for
        context.Stop();
    }

    private static void Add(SlabWriter<Utf8Slice> writer, string text, bool isAcknowledged)
    {
        writer.GetBuffer();
        writer.Add(writer.Copy(Encoding.ASCII.GetBytes(text)), isAcknowledged);
        writer.Publish();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static DStream<string> Input(Engine engine, string kind)
    {
        if (kind == "lines")
        {
            var text = new ScriptedText();
            text.Send(string.Concat(Enumerable.Range(0, Records).Select(number => Text(number) + "\n")));
            return engine.Context.ReceiverStream(text).Map(line => line.ToString());
        }

        if (kind == "slabs")
        {
            var slabs = new ScriptedSlabs();
            var storing = new SideThread(() => slabs.Store([.. Enumerable.Range(0, Records).Select(Text)]));
            storing.Start();
            return engine.Context.ReceiverStream(slabs).Map(text => text.ToString());
        }

        var numbers = new ScriptedReceiver<int>();
        numbers.Send([.. Enumerable.Range(0, Records)], oneByOne: kind == "one by one");
        return engine.Context.ReceiverStream(numbers).Map(Text);
    }
}
