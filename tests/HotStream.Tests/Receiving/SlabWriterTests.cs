using System.Text;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Receiving;

/// <summary>
/// One writer over one ring, without an engine: where bytes go, what becomes a record, and that everything is given back.
/// </summary>
public sealed class SlabWriterTests : IDisposable
{
    private const int LeastRoom = 4096;

    private readonly MemoryBudget _budget = new(64L << 20);
    private readonly Worker _worker = new(0);
    private readonly Receiver _receiver = new();
    private readonly ReceiverSupervisor _supervisor;
    private LaneRing<RecordBlock<Utf8Slice>> _ring = new(64);
    private int _closed;

    public SlabWriterTests()
    {
        _supervisor = new ReceiverSupervisor(_receiver, _budget, TimeSpan.FromSeconds(1), NullLogger.Instance,
            new DeadLetterOutput(_ => { }, 100, TimeProvider.System));
        _receiver.Attach(_supervisor);
    }

    public void Dispose() => _worker.Dispose();

    [Fact]
    public void There_is_room_for_a_page_in_one_slab_and_then_the_unread_bytes_alone_move_to_the_next()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        Assert.True(writer.Unread.IsEmpty);
        Assert.Equal(Slab.StandardCapacity, writer.GetBuffer().Length);
        writer.Advance(Slab.StandardCapacity - LeastRoom - 3);
        Assert.Equal(LeastRoom + 3, writer.GetBuffer().Length);
        "xyz"u8.CopyTo(writer.GetBuffer());
        writer.Advance(3);
        Assert.Equal(LeastRoom, writer.GetBuffer().Length); // it has room still
        writer.Consume(writer.Unread.Length - 3);
        Assert.Equal(LeastRoom, writer.GetBuffer().Length);
        Assert.Equal(Slab.StandardCapacity - 3, writer.GetBuffer(LeastRoom + 1).Length);
        Assert.Equal("xyz"u8, writer.Unread);
        Assert.Equal(Slab.StandardCapacity, _budget.UsedBytes); // the slab before went back
        writer.Advance(Slab.StandardCapacity - LeastRoom - 2);
        Assert.Equal(Slab.StandardCapacity - LeastRoom + 1, writer.Unread.Length);
        writer.Consume(writer.Unread.Length);
        Assert.Equal(Slab.StandardCapacity, writer.GetBuffer().Length); // one byte short of a page
    }

    [Theory]
    [InlineData(Slab.StandardCapacity - 10, Slab.StandardCapacity)]
    [InlineData(Slab.StandardCapacity - 9, 2 * Slab.StandardCapacity)]
    [InlineData((2 * Slab.StandardCapacity) - 10, 2 * Slab.StandardCapacity)]
    [InlineData((2 * Slab.StandardCapacity) - 9, 4 * Slab.StandardCapacity)]
    public void A_slab_is_as_large_as_what_is_unread_and_what_is_asked_for(int least, int capacity)
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        "0123456789"u8.CopyTo(writer.GetBuffer());
        writer.Advance(10);
        Assert.Equal(capacity - 10, writer.GetBuffer(least).Length);
        Assert.Equal("0123456789"u8, writer.Unread);
        Assert.Equal(capacity, _budget.UsedBytes);
    }

    [Fact]
    public void More_than_the_largest_slab_is_refused()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        writer.GetBuffer();
        writer.Advance(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetBuffer(Slab.MaxCapacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetBuffer(int.MaxValue));
    }

    [Fact]
    public void Counts_beyond_what_there_is_are_refused()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        Assert.Throws<InvalidOperationException>(() => writer.Slice(0, 0));
        Assert.Throws<InvalidOperationException>(() => writer.Add(default));
        int room = writer.GetBuffer().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(room + 1));
        writer.Advance(room);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Consume(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Consume(room + 1));
        writer.Consume(10);
        Assert.Equal(room - 10, writer.Unread.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Consume(room - 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Slice(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Slice(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Slice(4, room - 13));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Slice(room, 1));
        Assert.Equal(room - 14, writer.Slice(4, room - 14).Length);
        writer.Consume(room - 10);
        Assert.True(writer.Unread.IsEmpty);
    }

    [Fact]
    public void A_slice_is_of_the_unread_bytes()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        Receive(writer, "consumed, then some text to be sliced");
        writer.Consume(10);
        Assert.Equal("some text to be sliced", writer.Slice(5, 22).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Slice(5, 23)); // the slab has more, the message has not
    }

    [Fact]
    public void Text_copied_in_lies_behind_the_free_bytes_and_takes_the_next_slab_when_there_is_no_room()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        Assert.Equal("twelve bytes", writer.Copy("twelve bytes"u8).ToString());
        Assert.Equal(0, _budget.UsedBytes); // short text needs no slab
        Utf8Slice first = writer.Copy("thirteen byte"u8);
        Assert.Equal(Slab.StandardCapacity - 13, writer.GetBuffer().Length);
        Receive(writer, "unread");
        byte[] large = [.. Enumerable.Repeat((byte)'l', Slab.StandardCapacity - 13 - 6)];
        Utf8Slice second = writer.Copy(large); // fits exactly
        Assert.Equal(("thirteen byte", large.Length), (first.ToString(), second.Length));
        Assert.Equal(large, second.Bytes);
        Assert.Equal("unread"u8, writer.Unread);
        Assert.Equal(Slab.StandardCapacity, _budget.UsedBytes);
        writer.Add(second);
        Utf8Slice third = writer.Copy("a text that has to go to the next slab"u8);
        Assert.Equal("unread"u8, writer.Unread);
        writer.Add(third);
        writer.Publish();
        Assert.Equal([1, 1], Take().Select(block => block.Count)); // a block lies in one slab
    }

    [Fact]
    public void Text_copied_in_never_lies_on_what_was_received()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        string received = new('r', 60_000);
        Receive(writer, received);
        writer.Consume(30_000);
        writer.Copy([.. Enumerable.Repeat((byte)'c', 10_000)]);
        Assert.Equal(Encoding.UTF8.GetBytes(received[30_000..]), writer.Unread);
    }

    [Fact]
    public void Blocks_are_handed_over_when_they_are_full_and_when_asked_for()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        writer.Publish();
        writer.GetBuffer();
        for (int i = 0; i < Block.Size; i++)
        {
            Assert.Equal(0, _ring.Ring.Published);
            writer.Add(Utf8Slice.FromInline("r"u8));
        }

        Assert.Equal((Block.Size, 1), (writer.Stored, _ring.Ring.Published));
        writer.Add(Utf8Slice.FromInline("s"u8));
        writer.Publish();
        writer.Publish();
        Assert.Equal((Block.Size + 1, 2), (writer.Stored, _ring.Ring.Published));
        Assert.Equal([Block.Size, 1], Take().Select(block => block.Count));
        Assert.Equal(0, writer.Committed);
        _ring.PassBoundary();
        _ring.Settle(succeeded: true);
        Assert.Equal(Block.Size + 1, writer.Committed);
        Assert.False(writer.HasFailed);
    }

    [Fact]
    public void While_a_record_is_searched_blocks_are_as_small_as_batches_must_be()
    {
        var search = new PoisonSearch(1, _ => { });
        search.Failed(again: 6, all: 6, [new InvalidDataException("no")]);
        _receiver.Search = search;
        using SlabWriter<Utf8Slice> writer = Writer();
        writer.GetBuffer();
        AddMany(6);
        Assert.Equal([3, 3], Take().Select(block => block.Count));
        search.Failed(again: 6, all: 6, [new InvalidDataException("no")]);
        AddMany(5);
        Assert.Equal([3, 1, 1], Take().Select(block => block.Count));
        search.Succeeded(again: 1);
        AddMany(3);
        Assert.Equal([1, 2], Take().Select(block => block.Count));

        void AddMany(int count)
        {
            for (int i = 0; i < count; i++)
            {
                writer.Add(Utf8Slice.FromInline("r"u8));
            }
        }
    }

    [Fact]
    public void A_block_with_a_record_to_be_acknowledged_waits_for_room_and_the_next_one_may_be_dropped_again()
    {
        _ring = new(2);
        using SlabWriter<Utf8Slice> writer = Writer(OverflowPolicy.DropNewest);
        writer.GetBuffer();
        _supervisor.BeginStop(graceful: false); // whoever waits is told at once
        Hand(writer, isAcknowledged: false);
        Hand(writer, isAcknowledged: true); // fits
        Hand(writer, isAcknowledged: false); // dropped
        Assert.Equal(3, writer.Stored);
        long used = _budget.UsedBytes;
        Assert.Throws<OperationCanceledException>(() => Hand(writer, isAcknowledged: true));
        Assert.Equal((3, used), (writer.Stored, _budget.UsedBytes)); // neither stored nor held
        Hand(writer, isAcknowledged: false);
        Assert.Equal(4, writer.Stored);
        writer.Add(default, isAcknowledged: true);
        writer.Add(default, isAcknowledged: false);
        Assert.Throws<OperationCanceledException>(writer.Publish);
        Take().ForEach(block => block.Release());
        writer.Rest();
        Assert.Equal(0, _budget.UsedBytes);
    }

    [Fact]
    public void The_first_block_may_be_dropped_like_any_other()
    {
        _ring = new(2);
        using SlabWriter<Utf8Slice> filling = Writer();
        filling.GetBuffer();
        Hand(filling, isAcknowledged: true);
        Hand(filling, isAcknowledged: true);
        _supervisor.BeginStop(graceful: false);
        using SlabWriter<Utf8Slice> writer = Writer(OverflowPolicy.DropNewest);
        writer.GetBuffer();
        Hand(writer, isAcknowledged: false);
        Assert.Equal((1, 2), (writer.Stored, _ring.Ring.Published));
    }

    [Fact]
    public void Room_for_records_is_charged_until_their_block_is_done()
    {
        SlabWriter<Utf8Slice> writer = Writer();
        writer.GetBuffer();
        Hand(writer, isAcknowledged: false);
        Assert.True(_budget.UsedBytes > Slab.StandardCapacity);
        writer.Dispose();
        Assert.True(_budget.UsedBytes > Slab.StandardCapacity); // the block holds the slab
        Take().ForEach(block => block.Release());
        Assert.Equal(0, _budget.UsedBytes);
    }

    [Fact]
    public void A_quiet_writer_gives_its_slab_back_unless_bytes_are_unread_or_records_not_handed_over()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        writer.Rest();
        Receive(writer, "ab");
        writer.Rest();
        Assert.Equal("ab"u8, writer.Unread);
        writer.Add(writer.Slice(0, 2));
        writer.Consume(2);
        writer.Rest();
        Assert.NotEqual(0, _budget.UsedBytes);
        writer.Publish();
        LaneRing<RecordBlock<Utf8Slice>> before = _ring;
        Assert.Equal("ab", Assert.Single(Take()).Span[0].ToString());
        _ring.PassBoundary();
        _ring.Settle(succeeded: true);
        writer.Rest();
        Assert.True(before.IsClosed);
        Assert.True(writer.Unread.IsEmpty);
        _ring = new(64);
        Receive(writer, "cd");
        Assert.Equal("cd"u8, writer.Unread);
        Assert.Equal(Slab.StandardCapacity - 2, writer.GetBuffer().Length);
        writer.Add(writer.Slice(0, 2));
        writer.Publish();
        Assert.Equal((2, 1), (writer.Stored, _ring.Ring.Published));
    }

    [Fact]
    public void The_end_gives_back_what_was_not_handed_over_and_closes_the_way_in()
    {
        SlabWriter<Utf8Slice> writer = Writer();
        Receive(writer, "text that was never handed over");
        Hand(writer, isAcknowledged: false);
        Take().ForEach(block => block.Release());
        writer.Add(writer.Slice(0, 20));
        writer.Dispose();
        writer.Dispose();
        Assert.Equal((0, 0, true, 1), (_budget.UsedBytes, writer.Unread.Length, _ring.IsClosed, _closed));
        Assert.Throws<InvalidOperationException>(() => writer.Slice(0, 0));
    }

    [Fact]
    public void A_budget_that_is_spent_holds_the_source_up_until_the_receiver_is_told_to_give_up()
    {
        using SlabWriter<Utf8Slice> writer = Writer();
        _budget.Charge(_budget.LimitBytes - Slab.StandardCapacity + 1);
        _supervisor.BeginStop(graceful: false);
        Assert.Throws<OperationCanceledException>(() => writer.GetBuffer());
        _budget.Refund(1);
        Assert.Equal(Slab.StandardCapacity, writer.GetBuffer().Length);
    }

    [Fact]
    public void A_failed_batch_is_known_to_the_writer_and_its_lane_to_those_that_follow()
    {
        using SlabWriter<Utf8Slice> writer = Writer(home: 0);
        Assert.Equal(0, writer.Home);
        writer.GetBuffer();
        Hand(writer, isAcknowledged: true);
        Take();
        _ring.PassBoundary();
        _ring.Settle(succeeded: false);
        Assert.Equal((true, 0), (writer.HasFailed, writer.Committed));
    }

    private SlabWriter<Utf8Slice> Writer(OverflowPolicy overflow = OverflowPolicy.Wait, int? home = null) =>
        new(_receiver, new LaneWriter<RecordBlock<Utf8Slice>>(1, home, _ => _ring, [_worker], overflow, "test", () => _closed++));

    private static void Receive(SlabWriter<Utf8Slice> writer, string text)
    {
        writer.Advance(Encoding.UTF8.GetBytes(text, writer.GetBuffer()));
    }

    private static void Hand(SlabWriter<Utf8Slice> writer, bool isAcknowledged)
    {
        writer.Add(Utf8Slice.FromInline("r"u8), isAcknowledged);
        writer.Publish();
    }

    private List<RecordBlock<Utf8Slice>> Take()
    {
        var all = new List<RecordBlock<Utf8Slice>>();
        var one = new RecordBlock<Utf8Slice>[1];
        while (_ring.Ring.Take(one) == 1)
        {
            all.Add(one[0]);
        }

        return all;
    }

    private sealed class Receiver : SlabReceiver<Utf8Slice>;
}
