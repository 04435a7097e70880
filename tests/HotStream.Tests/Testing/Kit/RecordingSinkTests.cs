using HotStream.Testing;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Testing.Kit;

/// <summary>A recording sink shows committed batches only, counts those that come again, refuses, fails and hangs as it is told.</summary>
public sealed class RecordingSinkTests
{
    [Fact]
    public void Batches_are_kept_by_time_and_one_that_comes_again_replaces_itself()
    {
        var sink = new RecordingSink<int>();
        Write(sink, [1, 2], [], [3]);
        Assert.Equal([1000L, 2000, 3000], sink.Batches.Keys.Select(time => time.Milliseconds));
        Assert.Equal([1, 2, 3], sink.Records);
        Write(sink, [2, 1]);
        Assert.Equal([2, 1, 3], sink.Records);
        Assert.Empty(sink.Changed);
        Write(sink, [2, 2], [1]);
        Assert.Equal([2, 2, 1, 3], sink.Records);
        Assert.Equal([1000L, 2000], sink.Changed.Select(time => time.Milliseconds));
        Assert.Equal(2, sink.Repeated);
        Assert.Equal([3, 2, 1, 0], Enumerable.Range(1, 4).Select(i => sink.CommitsOf(new BatchTime(i * 1000))));
    }

    [Fact]
    public void A_record_that_is_refused_is_a_dead_letter()
    {
        var letters = new List<DeadLetter>();
        var sink = new RecordingSink<int> { Refuses = record => record == 2 };
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<int>([1, 2, 3]).WriteTo(sink.Open());
        engine.Tick();
        Assert.Equal([1, 3], sink.Records);
        Assert.Equal("batch 1000 ms, partition 0, record 1", Assert.Single(letters).Position);
        Assert.Equal("2"u8.ToArray(), letters[0].Record.ToArray());
    }

    [Fact]
    public void A_batch_that_fails_leaves_nothing()
    {
        var sink = new RecordingSink<int>();
        sink.FailNext();
        using var engine = new Engine(partitions: 2);
        engine.Queue<int>([], [1, 2], [3, 4]).WriteTo(sink.Open());
        engine.Tick(3);
        Assert.IsType<IOException>(engine.Failure().InnerException);
        Assert.Equal([1000L, 3000], sink.Batches.Keys.Select(time => time.Milliseconds));
        Assert.Equal([3, 4], sink.Records);
    }

    [Fact]
    public void A_sink_that_hangs_writes_when_it_comes_back()
    {
        var sink = new RecordingSink<int>();
        sink.Hang();
        using var engine = new Engine();
        engine.Queue<int>([1], [2]).WriteTo(sink.Open());
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        Engine.WaitFor(() => engine.Context.Progress.RunningBatch is not null, "the batch began");
        Assert.Empty(sink.Batches);
        sink.ComeBack();
        engine.Tick(0);
        Assert.Equal([1, 2], sink.Records);
        sink.Hang();
        engine.Dispose(); // a stop is heard
    }

    [Fact]
    public void Records_with_slices_are_refused_with_what_to_write_instead()
    {
        Assert.Contains("RecordText.Format", Assert.Throws<NotSupportedException>(() =>
            new RecordingSink<KeyValuePair<Utf8Slice, long>>()).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new RecordingSink<(int, Utf8Slice[])>());
    }

    private static void Write(RecordingSink<int> sink, params IReadOnlyList<int>[] batches)
    {
        using var engine = new Engine(partitions: 2);
        engine.Queue(batches).WriteTo(sink.Open());
        engine.Tick(batches.Length);
    }
}
