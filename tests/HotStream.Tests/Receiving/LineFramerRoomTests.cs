using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Receiving;

/// <summary>
/// One framer over one ring, without an engine: its room, what it knows of a line that is not complete, and that everything is given back.
/// </summary>
public sealed class LineFramerRoomTests : IDisposable
{
    private const int KiB = 1024;
    private const int LeastRoom = 4 * KiB;
    private const int LetterBytesMax = 20_000;

    private readonly List<DeadLetter> _letters = [];
    private readonly MemoryBudget _budget = new(64L << 20);
    private readonly Worker _worker = new(0);
    private readonly Receiver _receiver = new();
    private readonly ReceiverSupervisor _supervisor;
    private LaneRing<TextChunk> _ring = new(64);
    private int _closed;

    public LineFramerRoomTests()
    {
        _supervisor = new ReceiverSupervisor(_receiver, _budget, TimeSpan.FromSeconds(1), NullLogger.Instance,
            new DeadLetterOutput(_letters.Add, LetterBytesMax, TimeProvider.System));
        _receiver.Attach(_supervisor);
    }

    public void Dispose() => _worker.Dispose();

    [Fact]
    public void A_slab_is_filled_while_a_page_is_free_in_it()
    {
        using LineFramer framer = Framer();
        Assert.Equal(64 * KiB, framer.GetBuffer().Length);
        Receive(framer, Line('x', (60 * KiB) - 1));
        Assert.Equal(LeastRoom, framer.GetBuffer().Length);
        Receive(framer, "a");
        Take();
        Assert.Equal((64 * KiB) - 1, framer.GetBuffer().Length); // one byte short of a page; what is unfinished goes along
        Assert.Equal(64 * KiB, _budget.UsedBytes);
        Receive(framer, "b\nc");
        Assert.Equal(["ab\n"], Take());
        Assert.Equal(1, framer.UnfinishedBytes);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(48 * KiB, 64)]
    [InlineData((48 * KiB) + 1, 128)]
    [InlineData(64 * KiB, 128)]
    public void The_next_slab_has_a_quarter_free_beside_the_unfinished_line(int unfinished, int capacityKiB)
    {
        using LineFramer framer = Framer();
        int finished = (64 * KiB) - unfinished;
        Receive(framer, (finished > 0 ? Line('x', finished - 1) : "") + new string('y', unfinished));
        Take();
        Assert.Equal(unfinished, framer.UnfinishedBytes);
        Assert.Equal((capacityKiB * KiB) - unfinished, framer.GetBuffer().Length);
        Assert.Equal(capacityKiB * KiB, _budget.UsedBytes);
        Receive(framer, "\n");
        Assert.Equal([Line('y', unfinished)], Take());
    }

    [Fact]
    public void A_line_as_long_as_it_may_be_is_a_line_also_when_it_moves_to_the_next_slab()
    {
        using LineFramer framer = Framer(lineLengthMax: 62 * KiB);
        Receive(framer, new string('x', 62 * KiB));
        Receive(framer, "\n");
        Assert.Equal([Line('x', 62 * KiB)], Take());
    }

    [Fact]
    public void A_long_line_gets_slabs_of_double_size_and_short_ones_standard_slabs_again()
    {
        using LineFramer framer = Framer();
        foreach (int capacity in (int[])[64, 128, 256, 512])
        {
            int room = framer.GetBuffer().Length;
            Assert.Equal(capacity * KiB, _budget.UsedBytes);
            Receive(framer, new string('z', room));
        }

        Receive(framer, "\n");
        Receive(framer, Line('s', framer.GetBuffer().Length - 1)); // the slab is full
        Assert.Equal(['z', 's'], Take().Select(line => line[0]));
        framer.GetBuffer();
        Assert.Equal(64 * KiB, _budget.UsedBytes);
    }

    [Fact]
    public void Counts_beyond_the_buffer_are_refused()
    {
        using LineFramer framer = Framer();
        Assert.Throws<InvalidOperationException>(() => framer.Advance(0));
        int room = framer.GetBuffer().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => framer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => framer.Advance(room + 1));
        Receive(framer, "ab");
        Assert.Throws<ArgumentOutOfRangeException>(() => framer.Advance(room - 1));
        framer.Advance(0);
        Assert.Equal(2, framer.UnfinishedBytes);
    }

    [Fact]
    public void A_line_is_as_old_as_its_first_byte_however_its_bytes_trickle_in()
    {
        using LineFramer framer = Framer(lineLengthMax: 100);
        Assert.Equal(TimeSpan.Zero, framer.UnfinishedFor);
        Receive(framer, "whole\n");
        Assert.Equal(TimeSpan.Zero, framer.UnfinishedFor);
        long began = Environment.TickCount64;
        Receive(framer, "a");
        WaitFor(30);
        Receive(framer, "b");
        Assert.InRange(framer.UnfinishedFor.TotalMilliseconds, 30, Environment.TickCount64 - began);
        began = Environment.TickCount64;
        Receive(framer, "\nc"); // another line
        Assert.InRange(framer.UnfinishedFor.TotalMilliseconds, 0, Environment.TickCount64 - began);
        framer.Rest();
        WaitFor(30);
        Receive(framer, "d");
        Assert.InRange(framer.UnfinishedFor.TotalMilliseconds, 30, Environment.TickCount64 - began);
        Receive(framer, "\n");
        Assert.Equal(TimeSpan.Zero, framer.UnfinishedFor);
        began = Environment.TickCount64;
        Receive(framer, new string('l', 64 * KiB)); // too long
        WaitFor(30);
        Receive(framer, "still the same line");
        Assert.Equal(0, framer.UnfinishedBytes);
        Assert.InRange(framer.UnfinishedFor.TotalMilliseconds, 30, Environment.TickCount64 - began);
        Receive(framer, "\n");
        Assert.Equal(TimeSpan.Zero, framer.UnfinishedFor);

        void WaitFor(int milliseconds) =>
            Streams.Engine.WaitFor(() => framer.UnfinishedFor.TotalMilliseconds >= milliseconds, "the line is that old");
    }

    [Theory]
    [InlineData("\uFEFFfirst\nsecond\n", "first\nsecond\n")]
    [InlineData("\uFEFF\nsecond\n", "\nsecond\n")]
    [InlineData("first\n\uFEFFsecond\n", "first\n\uFEFFsecond\n")]
    [InlineData("\uFEFF\uFEFFfirst\n", "\uFEFFfirst\n")]
    [InlineData("\uFEFF", "")]
    public void A_byte_order_mark_is_no_text_before_the_first_line_and_text_elsewhere(string sent, string expected)
    {
        foreach (int piece in (int[])[1, 5, 100])
        {
            using LineFramer framer = Framer();
            foreach (byte[] bytes in Encoding.UTF8.GetBytes(sent).Chunk(piece))
            {
                Receive(framer, bytes);
            }

            framer.Complete();
            Assert.Equal(expected, string.Concat(Take()));
        }
    }

    [Fact]
    public void A_quiet_connection_gives_its_slab_back_and_keeps_the_beginning_of_its_line()
    {
        using LineFramer framer = Framer();
        framer.Rest();
        Receive(framer, "whole\nbegun, ");
        LaneRing<TextChunk> before = _ring;
        framer.Rest();
        Take();
        Assert.Equal((0, 7), (_budget.UsedBytes, framer.UnfinishedBytes));
        Assert.False(before.IsClosed); // its batch is not done
        framer.Rest();
        Assert.Equal(7, framer.UnfinishedBytes);
        Receive(framer, "and ended\n");
        Assert.Equal(["begun, and ended\n"], Take());
        _ring.PassBoundary();
        _ring.Settle(succeeded: true);
        framer.Rest();
        Assert.True(before.IsClosed);
        _ring = new(64);
        Receive(framer, "next\n");
        Assert.Equal(["next\n"], Take());
    }

    [Theory]
    [InlineData(1024, 5000, true)]
    [InlineData(1025, 5000, false)]
    [InlineData(100, 100, true)]
    [InlineData(101, 100, false)]
    public void A_long_line_that_is_unfinished_keeps_its_slab(int unfinished, int lineLengthMax, bool rests)
    {
        using LineFramer framer = Framer(lineLengthMax);
        Receive(framer, new string('x', unfinished));
        framer.Rest();
        Assert.Equal((unfinished, rests ? 0 : 64 * KiB), (framer.UnfinishedBytes, _budget.UsedBytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_line_given_up_becomes_a_dead_letter_once_and_no_line(bool rests)
    {
        using LineFramer framer = Framer();
        Receive(framer, "whole\nbegun");
        if (rests)
        {
            framer.Rest();
        }

        framer.GiveUp("too slow");
        Assert.Equal(0, framer.UnfinishedBytes);
        framer.GiveUp("too slow");
        framer.Complete();
        Assert.Equal(["whole\n"], Take());
        DeadLetter letter = Assert.Single(_letters);
        Assert.Equal(("peer", "byte 6", "too slow", "begun"),
            (letter.Source, letter.Position, letter.Reason, Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Fact]
    public void An_overlong_line_is_reported_once_with_its_beginning_also_when_it_is_given_up_or_the_connection_ends()
    {
        foreach (Action<LineFramer> end in (Action<LineFramer>[])[framer => Receive(framer, "\n"),
            framer => framer.GiveUp("not this reason"), framer => framer.Complete()])
        {
            using LineFramer framer = Framer(lineLengthMax: 100);
            Receive(framer, "whole\n");
            for (int i = 0; i < 3; i++)
            {
                Receive(framer, new string((char)('a' + i), 50_000));
            }

            Assert.Empty(_letters);
            end(framer);
            framer.GiveUp("nothing left");
            Take();
            DeadLetter letter = Assert.Single(_letters);
            Assert.Equal(("byte 6", 150_000L, LetterBytesMax), (letter.Position, letter.Length, letter.Record.Length));
            Assert.Contains("longer than the maximum of 100", letter.Reason, StringComparison.Ordinal);
            _letters.Clear();
        }
    }

    [Fact]
    public void An_unfinished_line_is_a_line_when_the_connection_ends_also_after_a_rest()
    {
        using LineFramer framer = Framer();
        framer.Complete();
        Receive(framer, "whole\n");
        Take();
        framer.Rest();
        framer.Complete();
        Assert.Equal(0, _budget.UsedBytes); // nothing needs a slab
        Receive(framer, "begun");
        framer.Rest();
        framer.Complete();
        Assert.Equal(["begun"], Take());
    }

    [Fact]
    public void The_end_gives_the_slab_back_and_closes_the_way_in()
    {
        LineFramer framer = Framer();
        Receive(framer, "whole\nunfinished");
        framer.Dispose();
        framer.Dispose();
        Assert.Equal((64 * KiB, true, 1), (_budget.UsedBytes, _ring.IsClosed, _closed));
        Assert.Equal(["whole\n"], Take());
        Assert.Equal(0, _budget.UsedBytes);
    }

    [Fact]
    public void Lines_that_find_no_room_when_the_engine_gives_up_hold_no_slab()
    {
        _ring = new(2);
        LineFramer framer = Framer();
        _supervisor.BeginStop(graceful: false);
        Receive(framer, "1\n");
        Receive(framer, "2\n");
        Assert.Throws<OperationCanceledException>(() => Receive(framer, "3\n"));
        framer.Dispose();
        Assert.Equal(["1\n", "2\n"], Take());
        Assert.Equal(0, _budget.UsedBytes);
    }

    [Fact]
    public void A_budget_that_is_spent_holds_the_source_up_until_the_receiver_is_told_to_give_up()
    {
        using LineFramer framer = Framer();
        _budget.Charge(_budget.LimitBytes);
        _supervisor.BeginStop(graceful: false);
        Assert.Throws<OperationCanceledException>(() => framer.GetBuffer());
        _budget.Refund(_budget.LimitBytes);
    }

    private LineFramer Framer(int lineLengthMax = 1 << 20) =>
        new("peer", _receiver, new LaneWriter<TextChunk>(1, null, _ => _ring, [_worker], OverflowPolicy.Wait, "test",
            () => _closed++), lineLengthMax);

    private static string Line(char letter, int length) => new string(letter, length) + "\n";

    private static void Receive(LineFramer framer, string text) => Receive(framer, Encoding.UTF8.GetBytes(text));

    private static void Receive(LineFramer framer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> buffer = framer.GetBuffer();
            int count = Math.Min(bytes.Length, buffer.Length);
            bytes[..count].CopyTo(buffer);
            framer.Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>The chunks of lines published, and lets go of them.</summary>
    private List<string> Take()
    {
        var all = new List<string>();
        var one = new TextChunk[1];
        while (_ring.Ring.Take(one) == 1)
        {
            all.Add(Encoding.UTF8.GetString(one[0].Slab.Bytes.Slice(one[0].Start, one[0].Length)));
            one[0].Release();
        }

        return all;
    }

    private sealed class Receiver : TextReceiver;
}
