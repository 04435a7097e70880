using System.Diagnostics.Metrics;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>
/// Where a producer's items go: dealt in runs or bound to a lane, held back or dropped when a ring is full, and what
/// is left of the rings afterwards.
/// </summary>
public sealed class LaneWriterTests
{
    private const int RunLength = 512;

    [Property]
    public Property Items_are_dealt_in_runs_to_the_lanes_in_turn_and_all_to_the_one_lane_of_a_bound_producer() => Cases.ForAll(
        from lanes in Gen.Choose(1, 3)
        from home in Gen.Choose(-1, lanes - 1)
        from pieces in Cases.Arrays(Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 2000), Gen.Constant(RunLength)), 0, 8)
        select (lanes, home, pieces),
        x =>
        {
            using var lanes = new WrittenLanes<int>(x.lanes, capacity: 1 << 15);
            LaneWriter<int> writer = lanes.Writer(x.home < 0 ? null : x.home);
            Assert.Equal(x.home < 0 ? null : x.home, writer.Home);
            int[] items = [.. Enumerable.Range(0, x.pieces.Sum())];
            int written = 0;
            foreach (int piece in x.pieces)
            {
                writer.Write(items.AsSpan(written, piece), default);
                written += piece;
            }

            for (int lane = 0; lane < x.lanes; lane++)
            {
                Assert.Equal(items.Where(item => lane == (x.home < 0 ? item / RunLength % x.lanes : x.home)), lanes.Take(lane));
            }

            Assert.All(lanes.Opened, count => Assert.InRange(count, 0, 1));
        });

    [Fact]
    public void Each_chunk_is_a_run_in_itself()
    {
        using var lanes = new WrittenLanes<int>(3, capacity: 8);
        LaneWriter<int> dealing = lanes.Writer(null);
        LaneWriter<int> bound = lanes.Writer(1);
        for (int i = 0; i < 4; i++)
        {
            dealing.WriteChunk(i, default);
        }

        Assert.Equal([[0, 3], [1], [2]], lanes.TakeAll());
        dealing.WriteChunk(4, records: 10, mayDrop: false, default);
        dealing.WriteChunk(5, records: 20, mayDrop: false, default);
        Assert.Equal([[], [4], [5]], lanes.TakeAll());
        bound.WriteChunk(6, default);
        bound.WriteChunk(7, records: 10, mayDrop: false, default);
        Assert.Equal([[], [6, 7], []], lanes.TakeAll());
    }

    [Fact]
    public void Records_are_committed_when_the_batches_of_all_chunks_up_to_them_are_done()
    {
        using var lanes = new WrittenLanes<int>(2, capacity: 8);
        LaneWriter<int> writer = lanes.Writer(null);
        writer.WriteChunk(0, records: 5, mayDrop: true, default);
        writer.WriteChunk(1, records: 7, mayDrop: true, default);
        lanes.Finish(lane: 1);
        Assert.Equal(0, writer.Commits.Committed);
        lanes.Finish(lane: 0);
        Assert.Equal(7, writer.Commits.Committed);
    }

    [Fact]
    public void A_full_ring_drops_what_may_be_dropped_counts_its_records_and_lets_go_of_it()
    {
        using var lanes = new WrittenLanes<Leased>(1, capacity: 2);
        LaneWriter<Leased> writer = lanes.Writer(null, OverflowPolicy.DropNewest, "shedding leased");
        using var dropped = new DropCount("shedding leased");
        Leased[] items = [.. Enumerable.Range(1, 6).Select(i => new Leased(10 * i))];
        writer.Write(items.AsSpan(0, 4), default);
        writer.WriteChunk(items[4], default);
        Assert.Equal(30 + 40 + 50, dropped.Records);
        Assert.Equal([0, 0, 1, 1, 1, 0], items.Select(item => item.Released));
        writer.WriteChunk(items[5], records: 60, mayDrop: true, default);
        Assert.Equal((30 + 40 + 50 + 60, 1), (dropped.Records, items[5].Released));
        Assert.Equal(items[..2], lanes.Take(0));

        using var plain = new WrittenLanes<int>(1, capacity: 2);
        using var droppedPlain = new DropCount("shedding plain");
        plain.Writer(null, OverflowPolicy.DropNewest, "shedding plain").Write([1, 2, 3, 4, 5], default);
        Assert.Equal(3, droppedPlain.Records);
        Assert.Equal([1, 2], plain.Take(0));
    }

    [Fact]
    public void A_dropped_chunk_holds_no_commit_up()
    {
        using var lanes = new WrittenLanes<int>(1, capacity: 2);
        LaneWriter<int> writer = lanes.Writer(null, OverflowPolicy.DropNewest);
        for (int i = 1; i <= 5; i++)
        {
            writer.WriteChunk(i, records: i, mayDrop: true, default);
        }

        lanes.Finish(0);
        Assert.Equal(2, writer.Commits.Committed);
        writer.WriteChunk(6, records: 6, mayDrop: true, default);
        lanes.Finish(0);
        Assert.Equal(6, writer.Commits.Committed);
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait, true)]
    [InlineData(OverflowPolicy.Wait, false)]
    [InlineData(OverflowPolicy.DropNewest, false)]
    public async Task What_waited_for_room_is_committed_when_its_batch_is_done(OverflowPolicy overflow, bool mayDrop)
    {
        using var lanes = new WrittenLanes<int>(1, capacity: 2);
        LaneWriter<int> writer = lanes.Writer(null, overflow);
        writer.WriteChunk(0, records: 1, mayDrop, default);
        writer.WriteChunk(1, records: 2, mayDrop, default);
        var waiting = Task.Run(() => writer.WriteChunk(2, records: 3, mayDrop, default));
        await Task.Delay(20); // it waits, mostly
        lanes.Finish(0);
        await waiting.WaitAsync(Engine.Patience);
        lanes.Finish(0);
        Assert.Equal(3, writer.Commits.Committed);
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait, true)]
    [InlineData(OverflowPolicy.Wait, false)]
    [InlineData(OverflowPolicy.DropNewest, false)]
    public void A_full_ring_makes_the_producer_wait_for_what_may_not_be_dropped_until_it_is_told_to_stop(
        OverflowPolicy overflow, bool mayDrop)
    {
        using var lanes = new WrittenLanes<int>(1, capacity: 2);
        LaneWriter<int> writer = lanes.Writer(null, overflow);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        for (int i = 0; i < 2; i++)
        {
            writer.WriteChunk(i, records: i + 1, mayDrop, stop.Token); // fits: no wait
        }

        Assert.Throws<OperationCanceledException>(() => writer.WriteChunk(2, records: 3, mayDrop, stop.Token));
        Assert.Equal([0, 1], lanes.Take(0));
        if (overflow == OverflowPolicy.Wait)
        {
            writer.Write([3, 4], stop.Token);
            Assert.Throws<OperationCanceledException>(() => writer.Write([5], stop.Token));
        }
    }

    [Fact]
    public void The_worker_of_the_lane_is_woken_by_what_is_written_and_by_a_ring_that_is_full()
    {
        using var worker = new Worker(1);
        using var other = new Worker(0);
        using var lanes = new WrittenLanes<int>(2, capacity: 2, [other, worker]);
        LaneWriter<int> writer = lanes.Writer(1);
        writer.Write([0], default);
        LaneRing<int> ring = lanes.Ring(1);
        worker.Attach(new Emptying(ring));
        // a worker that nobody wakes looks again after a tenth of a second: that would take too long
        for (int round = 0; round < 1000; round++)
        {
            Thread.Sleep(1); // it sleeps by now, mostly
            writer.Write(round % 2 == 0 ? [1] : [1, 2, 3], default);
            Engine.WaitFor(() => ring.Ring.Consumed == ring.Ring.Published, "the worker took what was written");
        }
    }

    [Fact]
    public void Rings_are_let_go_of_when_nothing_is_under_way_in_them_and_opened_anew()
    {
        using var lanes = new WrittenLanes<int>(2, capacity: 8);
        LaneWriter<int> writer = lanes.Writer(null);
        writer.Rest();
        Assert.Equal([0, 0], lanes.Opened);
        writer.WriteChunk(0, default);
        LaneRing<int> ring = lanes.Ring(0);
        writer.Rest();
        Assert.False(ring.IsClosed); // an item waits in it
        lanes.Finish(0);
        writer.Rest();
        Assert.True(ring.IsClosed);
        writer.WriteChunk(1, default); // goes to lane 1
        writer.Rest();
        writer.WriteChunk(2, default);
        Assert.Equal([2, 1], lanes.Opened);
        Assert.Equal([[2], [1]], lanes.TakeAll());
    }

    [Fact]
    public void A_producer_with_an_item_in_a_batch_that_failed_has_failed_and_keeps_its_rings()
    {
        using var lanes = new WrittenLanes<int>(2, capacity: 8);
        LaneWriter<int> writer = lanes.Writer(null);
        writer.WriteChunk(0, default);
        writer.WriteChunk(1, default);
        lanes.Finish(0);
        Assert.False(writer.HasFailed);
        lanes.Finish(1, succeeded: false);
        Assert.True(writer.HasFailed);
        writer.Rest();
        Assert.True(writer.HasFailed);
        Assert.False(lanes.Ring(0).IsClosed || lanes.Ring(1).IsClosed);
    }

    [Fact]
    public void Closing_closes_the_rings_and_is_told_once()
    {
        using var lanes = new WrittenLanes<int>(3, capacity: 8);
        LaneWriter<int> writer = lanes.Writer(null);
        writer.WriteChunk(0, default);
        writer.WriteChunk(1, default);
        writer.Close();
        writer.Close();
        Assert.True(lanes.Ring(0).IsClosed && lanes.Ring(1).IsClosed);
        Assert.Equal((1, 0), (lanes.Closed, lanes.Opened[2]));
    }

    private sealed class Leased(long records) : ILeased
    {
        public long Records => records;

        public int Released { get; private set; }

        public void Release() => Released++;
    }

    private sealed class Emptying(LaneRing<int> ring) : IPump
    {
        private readonly int[] _taken = new int[2];

        public bool Pump() => ring.Ring.Take(_taken) > 0;
    }

    /// <summary>Records dropped of one source.</summary>
    private sealed class DropCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _records;

        public DropCount(string source)
        {
            _listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "HotStream", Name: "hotstream.records.dropped" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
                Interlocked.Add(ref _records, tags[0].Value is string name && name == source ? value : 0));
            _listener.Start();
        }

        public long Records => Volatile.Read(ref _records);

        public void Dispose() => _listener.Dispose();
    }

    [Fact]
    public void A_failure_that_comes_while_rings_are_let_go_is_not_forgotten()
    {
        const int Rounds = 5_000;
        using var lanes = new WrittenLanes<int>(1, capacity: 8);
        int turn = 0; // the round that the other thread may end; negative for one it has ended
        var failing = new SideThread(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                while (Volatile.Read(ref turn) != round)
                {
                    Thread.SpinWait(1);
                }

                lanes.Finish(0, succeeded: false);
                Volatile.Write(ref turn, -round);
            }
        });
        failing.Start();
        int forgotten = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            LaneWriter<int> writer = lanes.Writer(0);
            writer.WriteChunk(round, records: 1, mayDrop: false, default);
            Volatile.Write(ref turn, round);
            while (Volatile.Read(ref turn) != -round)
            {
                writer.Rest();
            }

            forgotten += writer.HasFailed ? 0 : 1;
        }

        Assert.True(failing.Join(Engine.Patience));
        Assert.Equal(0, forgotten);
    }
}
