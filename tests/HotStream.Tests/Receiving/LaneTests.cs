using System.Runtime.CompilerServices;

namespace HotStream.Tests.Receiving;

/// <summary>What a lane takes out of its rings, when, and what it lets go of; driven by hand.</summary>
public sealed class LaneTests
{
    private const int TakenAtOnce = 256;

    private readonly KeptLane _lane = new();

    [Fact]
    public void A_batch_takes_everything_published_before_its_boundary_in_order_and_nothing_behind_it()
    {
        LaneRing<int> first = Ring(1000);
        LaneRing<int> second = Ring(1000);
        Publish(first, 0, 600);
        Publish(second, 1000, 5);
        _lane.MarkBoundary();
        Publish(first, 600, 50);
        Publish(second, 1005, 10);
        Assert.Equal([.. Enumerable.Range(0, 600), .. Enumerable.Range(1000, 5)], Close(records: 605));
        Assert.Equal([.. Enumerable.Range(600, 50), .. Enumerable.Range(1005, 10)], Close(records: 60));
        Assert.Empty(Close(records: 0));
    }

    [Fact]
    public void The_worker_takes_little_at_a_time_from_each_ring_and_says_whether_there_was_anything()
    {
        LaneRing<int> first = Ring(32);
        LaneRing<int> second = Ring(32);
        Assert.False(_lane.Pump());
        Publish(first, 0, KeptLane.Most + 1);
        Publish(second, 100, 1);
        Assert.True(_lane.Pump());
        Assert.Equal((KeptLane.Most, 1), (first.Ring.Consumed, second.Ring.Consumed));
        Assert.True(_lane.Pump());
        Assert.False(_lane.Pump());
        Assert.Equal([0, 1, 2, 3, 100, 4], Close(records: 6));
    }

    [Fact]
    public void A_ring_whose_producer_is_gone_is_emptied_at_once()
    {
        LaneRing<int> gone = Ring(1000);
        Publish(gone, 0, 700);
        gone.Close();
        Assert.True(_lane.Pump());
        Assert.Equal(700, gone.Ring.Consumed);
        Assert.Equal(Enumerable.Range(0, 700), Close(records: 700));
    }

    [Fact]
    public void Whether_there_is_a_backlog_or_data_is_known_before_anything_is_taken()
    {
        LaneRing<int> ring = Ring(8);
        Ring(8);
        Assert.Equal((false, false), (_lane.HasBacklog, _lane.HasData));
        Publish(ring, 0, 2);
        Assert.Equal((true, true), (_lane.HasBacklog, _lane.HasData));
        _lane.Pump();
        Assert.Equal((false, true), (_lane.HasBacklog, _lane.HasData)); // in the open batch
        Close(records: 2);
        Assert.Equal((false, false), (_lane.HasBacklog, _lane.HasData));
        var chained = new KeptLane();
        chained.Feeds(new Folding());
        chained.Add(ring);
        Publish(ring, 2, 1);
        chained.Pump();
        Assert.Equal((false, true), (chained.HasBacklog, chained.HasData)); // folded, not kept
    }

    [Fact]
    public void What_the_worker_has_in_its_hands_is_data_at_any_moment()
    {
        // a stop that saw none between ring and batch would end without a batch for it
        LaneRing<int> ring = Ring(8);
        bool done = false;
        var worker = new SideThread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                _lane.Pump();
            }
        });
        worker.Start();
        try
        {
            for (int i = 0; i < 20_000; i++)
            {
                Publish(ring, i, 1);
                Assert.True(_lane.HasData);
                Assert.True(_lane.HasData);
                Assert.Equal([i], Close(records: 1));
                Assert.False(_lane.HasData);
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            worker.Join();
        }

        var seen = new List<(bool, bool)>();
        _lane.OnTaken = () => seen.Add((_lane.HasBacklog, _lane.HasData));
        Publish(ring, 0, 1);
        _lane.Pump();
        Assert.Equal([(false, true)], seen);
    }

    [Fact]
    public void A_ring_that_comes_when_batches_are_due_already_gives_them_nothing()
    {
        LaneRing<int> old = Ring(8);
        Publish(old, 0, 1);
        _lane.MarkBoundary();
        Publish(old, 1, 1);
        _lane.MarkBoundary();
        LaneRing<int> fresh = Ring(8);
        Publish(fresh, 10, 1);
        Assert.Equal([0], Close(records: 1));
        LaneRing<int> fresher = Ring(8); // one is due still
        Publish(fresher, 20, 1);
        Assert.Equal([1], Close(records: 1));
        Assert.Equal([10, 20], Close(records: 2)); // without a boundary
        LaneRing<int> last = Ring(8);
        Publish(last, 30, 1);
        Assert.Equal([30], Close(records: 1));
    }

    [Fact]
    public void A_ring_that_is_finished_is_let_go_of_when_another_comes()
    {
        WeakReference finished = Finish();
        Ring(8);
        GC.Collect();
        Assert.False(finished.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Finish()
        {
            LaneRing<int> ring = Ring(8);
            ring.Close();
            return new(ring);
        }
    }

    [Fact]
    public void A_ring_that_waits_for_its_batch_stays_when_another_comes()
    {
        LaneRing<int> waiting = Ring(8);
        Publish(waiting, 0, 1);
        waiting.Close();
        Close(records: 1);
        Ring(8);
        _lane.Settle(succeeded: true);
        Assert.True(waiting.IsFinished);
        Assert.Equal(1, waiting.Committed);
    }

    [Fact]
    public void What_becomes_of_a_batch_is_told_to_the_rings_it_came_from()
    {
        LaneRing<int> failing = Ring(8);
        LaneRing<int> other = Ring(8);
        Publish(failing, 0, 1);
        Close(records: 1);
        _lane.Settle(succeeded: false);
        Assert.Equal((true, false), (failing.HasFailed, other.HasFailed));
    }

    [Fact]
    public void Chains_that_run_ahead_are_fed_at_once_and_closed_with_their_failure_when_the_batch_is()
    {
        var folding = new Folding();
        var counting = new Folding();
        _lane.Feeds(folding);
        _lane.Feeds(counting);
        bool released = false;
        _lane.Context.OnRelease(() => released = true);
        LaneRing<int> ring = Ring(8);
        Publish(ring, 0, 3);
        _lane.Pump();
        Assert.Equal((3, 0, 0), (folding.Sum, folding.Flushed, folding.Closed));
        Assert.Empty(Close(records: 3));
        Assert.Equal((1, 1, null), (folding.Flushed, folding.Closed, folding.Failure));
        Assert.Equal((3, 1), (counting.Sum, counting.Closed));
        Assert.True(released);
        Publish(ring, Folding.Bad, 1);
        Assert.Empty(Close(records: 1));
        Assert.IsType<InvalidDataException>(folding.Failure);
        Close(records: 0);
        Assert.Equal((3, null), (folding.Closed, folding.Failure));
        Assert.Equal(3000, _lane.Context.Time.Milliseconds);
    }

    [Fact]
    public void One_thread_at_a_time_moves_items_and_who_throws_gives_the_lane_back()
    {
        LaneRing<int> ring = Ring(8);
        bool pumped = true;
        _lane.OnKeep = () => pumped = _lane.Pump();
        Publish(ring, 0, 1);
        Assert.True(_lane.Pump());
        Assert.False(pumped);
        _lane.OnKeep = () => throw new InvalidDataException("no");
        Publish(ring, 1, 1);
        Assert.Throws<InvalidDataException>(() => _lane.Pump());
        Publish(ring, 2, 1);
        Assert.Throws<InvalidDataException>(() => _lane.Close(new BatchTime(1)));
        _lane.OnKeep = null;
        Publish(ring, 3, 1);
        Assert.Equal([0, 3], Close(records: 4));
    }

    [Theory]
    [InlineData("a ring is added")]
    [InlineData("the batch is closed")]
    [InlineData("all is over")]
    public void Others_wait_while_a_worker_moves_items(string what)
    {
        LaneRing<int> ring = Ring(8);
        var other = new SideThread(() =>
        {
            switch (what)
            {
                case "a ring is added":
                    Ring(8);
                    break;
                case "the batch is closed":
                    Close(records: 1);
                    break;
                default:
                    Assert.Equal([0], _lane.Abandon().Span.ToArray());
                    break;
            }
        });
        bool wasLetIn = false;
        _lane.OnKeep = () =>
        {
            other.Start();
            wasLetIn = other.Join(TimeSpan.FromMilliseconds(50));
        };
        Publish(ring, 0, 1);
        _lane.Pump();
        Assert.True(other.Join(Streams.Engine.Patience));
        Assert.False(wasLetIn);
    }

    [Fact]
    public void What_no_batch_took_is_handed_out_at_the_end_and_no_worker_moves_anything_any_more()
    {
        LaneRing<int> first = Ring(1000);
        LaneRing<int> second = Ring(8);
        Publish(first, 0, 1);
        _lane.Pump();
        Publish(first, 1, TakenAtOnce + 10);
        Publish(second, 1000, 1);
        _lane.MarkBoundary();
        Publish(second, 1001, 1);
        Assert.Equal([.. Enumerable.Range(0, TakenAtOnce + 11), 1000, 1001], _lane.Abandon().Span.ToArray());
        Publish(first, 0, 1);
        Assert.False(_lane.Pump());
    }

    [Fact]
    public void While_a_record_is_searched_batches_take_few_and_only_when_they_are_closed()
    {
        var letters = new List<DeadLetter>();
        var search = new PoisonSearch(1, letters.Add);
        _lane.Search = search;
        LaneRing<int> ring = Ring(16);
        Publish(ring, 0, 2);
        Assert.True(_lane.Pump()); // not yet
        Close(records: 2);
        search.Failed(again: 4, all: 4, [new InvalidDataException("no")]);
        Publish(ring, 2, 6);
        Assert.False(_lane.Pump());
        Assert.Equal([2, 3], Search(records: 2));
        search.Failed(again: 2, all: 2, [new InvalidDataException("no")]);
        Assert.Equal([4], Search(records: 1));
        search.Failed(again: 1, all: 1, [new InvalidDataException("no")]);
        Publish(ring, 4, 1); // comes again
        Assert.Equal([5], Search(records: 1));
        search.Succeeded(again: 1);
        Assert.Equal([6, 7], Search(records: 2));
        search.Failed(again: 2, all: 2, [new InvalidDataException("no")]);
        Assert.Empty(Search(records: 1));
        Assert.Equal("4", Assert.Single(letters).Position);
        Assert.Equal([4], _lane.Released);
        _lane.MarkBoundary();
        Publish(ring, 8, 1);
        Assert.Empty(Search(records: 0)); // behind the boundary
        Assert.Equal([8], Search(records: 1));

        int[] Search(long records)
        {
            search.Begin();
            return Close(records);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Behind_a_failed_batch_items_that_come_again_are_let_go_of_up_to_the_boundary(bool searching)
    {
        var search = new PoisonSearch(1, _ => { });
        _lane.Search = search;
        LaneRing<int> failed = Ring(1000);
        LaneRing<int> other = Ring(8);
        Publish(failed, 0, 1);
        Close(records: 1);
        _lane.Settle(succeeded: false);
        if (searching)
        {
            search.Failed(again: 100, all: 100, [new InvalidDataException("no")]);
            search.Begin();
        }

        int[] again = Publish(failed, 1, TakenAtOnce + 44);
        Publish(other, 1000, 3);
        _lane.MarkBoundary();
        Publish(failed, 900, 1);
        Assert.Equal([1000, 1001, 1002], Close(records: 3));
        Assert.Equal(again, _lane.Released);
        Assert.Empty(Close(records: 0));
        Assert.Equal([.. again, 900], _lane.Released);
    }

    [Fact]
    public void Where_the_source_does_not_send_again_a_failed_batch_takes_nothing_with_it()
    {
        LaneRing<int> ring = Ring(8);
        Publish(ring, 0, 1);
        Close(records: 1);
        _lane.Settle(succeeded: false);
        Publish(ring, 1, 2);
        Assert.Equal([1, 2], Close(records: 2));
        Assert.Empty(_lane.Released);
    }

    private LaneRing<int> Ring(int capacity)
    {
        var ring = new LaneRing<int>(capacity);
        _lane.Add(ring);
        return ring;
    }

    private static int[] Publish(LaneRing<int> ring, int first, int count)
    {
        int[] items = [.. Enumerable.Range(first, count)];
        Assert.Equal(count, ring.Ring.TryPublish(items));
        return items;
    }

    private int[] Close(long records)
    {
        (RecordList<int> items, long closed) = _lane.Close(new BatchTime(_lane.Context.Time.Milliseconds + 1000));
        Assert.Equal(records, closed);
        return items.Span.ToArray();
    }

    /// <summary>Items are records, and are not lost when they are let go of.</summary>
    private sealed class KeptLane() : Lane<int, int>(partition: 0)
    {
        public const int Most = 4;

        public List<int> Released { get; } = [];

        public Action? OnKeep { get; set; }

        /// <summary>Called for what is out of its ring and not in the batch yet.</summary>
        public Action? OnTaken { get; set; }

        public void Feeds(Folding folding) => Chains.Add((new AheadChain<int>(folding, []), folding));

        protected override void Record(ReadOnlySpan<int> items, LaneLog log) => throw new NotSupportedException("It has no log.");

        protected override int MostPerPump => Most;

        protected override long RecordsIn(ReadOnlySpan<int> items)
        {
            OnTaken?.Invoke();
            return items.Length;
        }

        protected override void FeedAhead(ReadOnlySpan<int> items)
        {
            foreach ((AheadChain<int> chain, _) in Chains)
            {
                chain.Accept(items);
            }
        }

        protected override void Keep(RecordList<int> pending, ReadOnlySpan<int> items)
        {
            OnKeep?.Invoke();
            pending.AddRange(items);
        }

        protected override DeadLetter Describe(in int item) => new("test", $"{item}", "", []);

        protected override void Release(in int item) => Released.Add(item);
    }

    /// <summary>Adds up what a chain gives it; fails at one number.</summary>
    private sealed class Folding : Stage<int>, IClosable
    {
        public const int Bad = 77;

        public int Sum { get; private set; }

        public int Flushed { get; private set; }

        public int Closed { get; private set; }

        public Exception? Failure { get; private set; }

        public override void Accept(ReadOnlySpan<int> block)
        {
            foreach (int item in block)
            {
                Sum += item != Bad ? item : throw new InvalidDataException("bad");
            }
        }

        public override void Flush() => Flushed++;

        public void Close(Exception? failure)
        {
            Closed++;
            Failure = failure;
        }
    }
}
