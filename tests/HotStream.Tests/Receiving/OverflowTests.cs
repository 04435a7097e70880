using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>What happens when records come faster than they are taken.</summary>
public sealed class OverflowTests
{
    [Fact]
    public void A_full_ring_makes_the_receiver_wait_and_nothing_is_lost()
    {
        using var engine = new Engine(partitions: 2, with: options => options.RingCapacity = 4);
        using var gate = new SemaphoreSlim(0);
        var receiver = new ScriptedReceiver<int>();
        var seen = new ConcurrentQueue<int>();
        engine.Context.ReceiverStream(receiver).Map(x =>
        {
            if (x == 0)
            {
                gate.Wait(); // the worker stands still: rings fill up
            }

            return x;
        }).CountByValue().ForeachBatch(batch => batch.ToList().ForEach(pair => seen.Enqueue(pair.Key)));
        engine.Context.Start();
        receiver.Send([.. Enumerable.Range(0, 20_000)], oneByOne: true);
        gate.Release();
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal(Enumerable.Range(0, 20_000), seen.Order());
    }

    [Fact]
    public void A_full_ring_drops_the_newest_and_counts_them_when_told_to()
    {
        using var engine = new Engine(partitions: 1, with: options =>
        {
            options.RingCapacity = 4;
            options.Overflow = OverflowPolicy.DropNewest;
        });
        using var gate = new ManualResetEventSlim();
        using var inside = new ManualResetEventSlim();
        long dropped = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "HotStream", Name: "hotstream.records.dropped" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref dropped, value));
        listener.Start();
        var receiver = new ScriptedReceiver<int>();
        List<List<long>> counts = Engine.Collect(engine.Context.ReceiverStream(receiver).Map(x =>
        {
            inside.Set();
            gate.Wait();
            return x;
        }).Count());
        engine.Context.Start();
        receiver.Send([-1]);
        Assert.True(inside.Wait(Engine.Patience));
        receiver.Send([.. Enumerable.Range(0, 1000)], oneByOne: true);
        receiver.WaitUntilStored();
        gate.Set();
        engine.Tick();
        Assert.Equal(1001, counts[0][0] + dropped);
        Assert.InRange(counts[0][0], 4, 10);
    }

    [Fact]
    public async Task What_is_acknowledged_is_never_dropped_and_what_was_dropped_holds_no_acknowledgement_up()
    {
        using var engine = new Engine(partitions: 1, with: options =>
        {
            options.RingCapacity = 4;
            options.Overflow = OverflowPolicy.DropNewest;
        });
        using var gate = new ManualResetEventSlim();
        using var inside = new ManualResetEventSlim();
        var receiver = new ScriptedSlabs();
        List<List<KeyValuePair<string, long>>> counts = Engine.Collect(engine.Context.ReceiverStream(receiver).Map(text =>
        {
            inside.Set();
            gate.Wait();
            return text.ToString();
        }).CountByValue());
        engine.Context.Start();
        receiver.Do(writer => Add(writer, "first", isAcknowledged: false));
        Assert.True(inside.Wait(Engine.Patience));
        receiver.Do(writer =>
        {
            for (int i = 0; i < 100; i++)
            {
                Add(writer, "shed", isAcknowledged: false);
            }
        });
        var acknowledged = Task.Run(
            () => receiver.Do(writer =>
            {
                for (int i = 0; i < 100; i++)
                {
                    Add(writer, "kept", isAcknowledged: true);
                }
            }),
            TestContext.Current.CancellationToken);
        gate.Set();
        await acknowledged.WaitAsync(Engine.Patience, TestContext.Current.CancellationToken);
        engine.Tick();
        Dictionary<string, long> seen = counts[0].ToDictionary();
        Assert.Equal(100, seen["kept"]);
        Assert.InRange(seen["shed"], 1, 20);
        Assert.Equal((201, 201), (receiver.Writer!.Stored, receiver.Writer.Committed));
    }

    private static void Add(SlabWriter<Utf8Slice> writer, string text, bool isAcknowledged)
    {
        writer.GetBuffer();
        writer.Add(writer.Copy(System.Text.Encoding.ASCII.GetBytes(text)), isAcknowledged);
        writer.Publish();
    }
}
