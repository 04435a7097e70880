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
}
