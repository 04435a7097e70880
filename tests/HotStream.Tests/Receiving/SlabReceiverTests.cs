using System.Diagnostics.Metrics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

[Collection(AloneCollection.Name)]
public sealed class SlabReceiverTests
{
    [Property(MaxTest = 20)]
    public Property Messages_come_out_as_they_went_in_whatever_pieces_they_arrive_in() => Cases.ForAll(
        from messages in Cases.Arrays(from length in Gen.Choose(0, 255) from value in Cases.AnyByte select (length, value), 0, 2000)
        from piece in Gen.Choose(1, 5000)
        from ahead in Gen.Elements(true, false)
        select (messages, piece, ahead),
        one =>
        {
            byte[] stream =
                [.. one.messages.SelectMany(message => Enumerable.Repeat(message.value, message.length).Prepend((byte)message.length))];
            int slabsBefore = SlabPool.Outstanding;
            var seen = new Dictionary<string, long>();
            using (var engine = new Engine(partitions: 2))
            {
                var receiver = new ScriptedSlabs();
                DStream<Utf8Slice> texts = engine.Context.ReceiverStream(receiver);
                (one.ahead ? texts : texts.Transform(batch => batch)).CountByValue().ForeachBatch(batch =>
                {
                    foreach ((Utf8Slice text, long count) in batch.ToList())
                    {
                        string key = Convert.ToHexString(text.Bytes);
                        seen[key] = seen.GetValueOrDefault(key) + count;
                    }
                });
                engine.Context.Start();
                receiver.Do(writer => Send(writer, stream, one.piece));
                engine.Tick();
                engine.Context.Stop(graceful: true);
            }

            Assert.Equal(
                one.messages.GroupBy(message => Convert.ToHexString([.. Enumerable.Repeat(message.value, message.length)]))
                .ToDictionary(group => group.Key, group => group.LongCount()),
                seen);
            Assert.Equal(slabsBefore, SlabPool.Outstanding);
        });

    [Fact]
    public void A_record_is_committed_when_its_batch_is_done_and_not_before()
    {
        using var engine = new Engine(partitions: 3);
        var receiver = new ScriptedSlabs();
        engine.Context.ReceiverStream(receiver).ForeachBatch(_ => Assert.Equal(0, receiver.Writer!.Committed % 5));
        engine.Context.Start();
        receiver.Store("a", "b", "c");
        receiver.Store("d", "e");
        Assert.Equal((5, 0), (receiver.Writer!.Stored, receiver.Writer.Committed));
        engine.Tick();
        Assert.Equal(5, receiver.Writer.Committed);
        receiver.Store("f", "g", "h", "i", "j");
        Assert.Equal((10, 5), (receiver.Writer.Stored, receiver.Writer.Committed));
        engine.Tick(2);
        Assert.Equal([(true, 5L), (true, 10L), (true, 10L)], receiver.Batches.Select(batch => (batch.Succeeded, batch.Committed)));
        Assert.Equal([1000L, 2000L, 3000L], receiver.Batches.Select(batch => batch.Time.Milliseconds));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_failed_batch_held_is_never_committed_nor_what_came_after_it(bool ahead)
    {
        using var engine = new Engine(partitions: 2);
        var receiver = new ScriptedSlabs();
        DStream<Utf8Slice> texts = engine.Context.ReceiverStream(receiver)
            .Map(text => text.Equals("bad"u8) ? throw new InvalidDataException("bad") : KeyValuePair.Create(text, 1)).Map(pair => pair.Key);
        if (ahead)
        {
            texts.CountByValue().ForeachBatch(batch => batch.Count());
        }
        else
        {
            texts.ForeachBatch(batch => batch.ToList());
        }

        engine.Context.Start();
        receiver.Store("good");
        engine.Tick();
        receiver.Store("good", "bad");
        Assert.False(receiver.Writer!.HasFailed);
        engine.Tick();
        Assert.True(receiver.Writer.HasFailed);
        receiver.Store("good");
        engine.Tick();
        Assert.Equal([(true, 1L), (false, 1L), (true, 1L)], receiver.Batches.Select(batch => (batch.Succeeded, batch.Committed)));
    }

    [Fact]
    public void A_failed_batch_that_held_nothing_of_a_writer_does_not_concern_it()
    {
        using var engine = new Engine(partitions: 2);
        var receiver = new ScriptedSlabs();
        int batches = 0;
        engine.Context.ReceiverStream(receiver).ForeachBatch(_ => { });
        engine.Queue([1], [2]).ForeachBatch(_ => Assert.NotEqual(2, ++batches));
        engine.Context.Start();
        receiver.Store("a");
        engine.Tick(2);
        Assert.Equal([true, false], receiver.Batches.Select(batch => batch.Succeeded));
        Assert.False(receiver.Writer!.HasFailed);
        receiver.Store("b");
        engine.Tick();
        Assert.Equal(2, receiver.Writer.Committed);
    }

    [Fact]
    public void A_graceful_stop_commits_the_last_batch_before_the_receiver_is_closed()
    {
        using var engine = new Engine(partitions: 2);
        var receiver = new ScriptedSlabs();
        List<List<string>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver).Map(text => text.ToString()));
        engine.Context.Start();
        receiver.Store("last");
        Assert.False(receiver.IsClosed);
        engine.Context.Stop(graceful: true);
        Assert.Equal(["last"], seen.SelectMany(batch => batch));
        Assert.Equal((true, 1L), (receiver.Batches.Last().Succeeded, receiver.Batches.Last().Committed));
        Assert.True(receiver.IsClosed);
    }

    [Fact]
    public void Text_copied_in_lives_as_long_as_its_batch()
    {
        using var engine = new Engine(partitions: 1);
        var receiver = new ScriptedSlabs();
        var kept = new List<Utf8Slice>();
        var seen = new List<string>();
        engine.Context.ReceiverStream(receiver).ForeachBatch(batch =>
        {
            kept.AddRange(batch.ToList());
            seen.AddRange(kept.Select(text => text.ToString()));
        });
        engine.Context.Start();
        byte[] text = Encoding.ASCII.GetBytes(new string('t', 30_000));
        receiver.Do(writer =>
        {
            for (int i = 0; i < 5; i++)
            {
                writer.GetBuffer()[..3].Fill((byte)'u');
                writer.Advance(3);
                Utf8Slice copied = writer.Copy(text);
                Assert.Equal("uuu"u8, writer.Unread);
                writer.Add(copied);
                writer.Consume(3);
            }

            writer.Publish();
        });
        engine.Tick();
        Assert.Equal(Enumerable.Repeat(Encoding.ASCII.GetString(text), 5), seen);
        Assert.Throws<ObjectDisposedException>(() => kept[0].ToString());
    }

    [Fact]
    public void A_message_larger_than_a_slab_gets_a_slab_of_its_size()
    {
        using var engine = new Engine(partitions: 1);
        var receiver = new ScriptedSlabs();
        var seen = new List<int>();
        engine.Context.ReceiverStream(receiver).ForeachBatch(batch => seen.AddRange(batch.ToList().Select(text => text.Length)));
        engine.Context.Start();
        receiver.Do(writer =>
        {
            const int Size = 300_000;
            for (int got = 0; got < Size;)
            {
                Span<byte> room = writer.GetBuffer(Size - got);
                Assert.True(room.Length >= Size - got);
                writer.Advance(Math.Min(50_000, Size - got));
                got = writer.Unread.Length;
            }

            writer.Add(writer.Slice(0, Size));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Slice(1, Size));
            writer.Consume(Size);
            writer.Publish();
        });
        engine.Tick();
        Assert.Equal([300_000], seen);
    }

    [Fact]
    public void A_full_ring_that_sheds_counts_what_it_drops_and_returns_its_slabs()
    {
        int slabsBefore = SlabPool.Outstanding;
        using (var engine = new Engine(partitions: 1, with: options =>
        {
            options.RingCapacity = 2;
            options.Overflow = OverflowPolicy.DropNewest;
        }))
        {
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
            var receiver = new ScriptedSlabs();
            long seen = 0;
            using var gate = new ManualResetEventSlim();
            using var inside = new ManualResetEventSlim();
            engine.Context.ReceiverStream(receiver).Map(text =>
            {
                inside.Set();
                gate.Wait(); // the worker stands still: the ring fills up
                return text.Length;
            }).Count().ForeachBatch(batch => seen += batch.ToList()[0]);
            engine.Context.Start();
            receiver.Store("first");
            Assert.True(inside.Wait(Engine.Patience));
            receiver.Do(writer =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    writer.GetBuffer()[0] = 0;
                    writer.Advance(1);
                    ScriptedSlabs.Messages.Take(writer);
                    writer.Publish();
                }
            });
            gate.Set();
            engine.Context.Stop(graceful: true);
            Assert.Equal(1001, seen + dropped);
            Assert.InRange(dropped, 990, 999);
        }

        Assert.Equal(slabsBefore, SlabPool.Outstanding);
    }

    private static void Send(SlabWriter<Utf8Slice> writer, ReadOnlySpan<byte> stream, int piece)
    {
        while (!stream.IsEmpty)
        {
            Span<byte> buffer = writer.GetBuffer();
            int count = Math.Min(Math.Min(piece, buffer.Length), stream.Length);
            stream[..count].CopyTo(buffer);
            writer.Advance(count);
            stream = stream[count..];
            ScriptedSlabs.Messages.Take(writer);
            writer.Publish();
        }

        Assert.True(writer.Unread.IsEmpty);
    }
}
