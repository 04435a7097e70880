using HotStream.Tests.Streams;

namespace HotStream.Tests.Delivering;

/// <summary>In which order a sink is called, and what happens when it fails.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public void A_batch_is_prepared_written_completed_and_committed_and_the_writer_stays()
    {
        var sink = new RecordingSink();
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue<string>(["a", "b"], [], ["c"]).WriteTo(sink);
            engine.Tick(3);
        }

        Assert.Equal(
            [
                "prepare 1000", "open 0 of test", "0 begin 1000", "0 a", "0 b", "0 complete", "commit 1000",
                "prepare 2000", "commit 2000",
                "prepare 3000", "0 begin 3000", "0 c", "0 complete", "commit 3000",
                "disposed",
            ],
            sink.Calls);
        Assert.Equal(0, sink.Open);
    }

    [Theory]
    [InlineData("0 begin 1000", false)]
    [InlineData("0 b", true)]
    [InlineData("0 complete", true)]
    public void A_failing_writer_fails_the_batch_all_begun_writers_abort_and_nothing_is_committed(string failAt, bool hasBegun)
    {
        var sink = new RecordingSink(call => call == failAt ? new IOException("the disk is full") : null);
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue<string>(["a", "b", "c", "d"], ["e"]).Map(record => record == "a" ? "b" : record).WriteTo(sink);
            engine.Tick();
            BatchFailedException failure = engine.Failure();
            Assert.Equal((sink.Name, 0), (failure.OperatorName, failure.Partition));
            Assert.Contains("the disk is full", failure.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("commit 1000", sink.Calls);
        Assert.Equal(hasBegun, sink.Calls.Contains("0 abort"));
        Assert.Equal(sink.Calls.Contains("1 begin 1000"), sink.Calls.Contains("1 abort"));
        Assert.Equal(0, sink.Open);
    }

    [Fact]
    public void The_next_output_waits_until_the_sink_is_durable()
    {
        var sink = new RecordingSink { Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        int next = 0;
        using var engine = new Engine(partitions: 2);
        DStream<string> stream = engine.Queue<string>(["a", "b"]);
        stream.WriteTo(sink);
        stream.ForeachBatch(_ => Volatile.Write(ref next, sink.Calls.Count(call => call.EndsWith("complete", StringComparison.Ordinal))));
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Engine.WaitFor(() => Count(sink, "begin") == 2, "both partitions have begun");
        Assert.Equal(0, Volatile.Read(ref next));
        sink.Hold.SetResult();
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal(2, next);
    }

    [Fact]
    public void Stopping_at_once_stops_waiting_for_the_sink()
    {
        var sink = new RecordingSink { Hold = new TaskCompletionSource() };
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["a"]).WriteTo(sink);
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Engine.WaitFor(() => Count(sink, "begin") == 1, "the partition has begun");
        engine.Context.Stop();
        Assert.Contains("0 abort", sink.Calls);
        Assert.Equal("disposed", sink.Calls[^1]);
    }

    [Fact]
    public void What_a_sink_rejects_is_a_dead_letter_and_the_batch_goes_on()
    {
        var letters = new List<DeadLetter>();
        var sink = new RecordingSink();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<string>(["a", "!b", "c"]).WriteTo(sink);
        engine.Tick();
        Assert.Equal(("recording", "begins with !"), letters.Select(letter => (letter.Source, letter.Reason)).Single());
        Assert.Contains("commit 1000", sink.Calls);
    }

    [Fact]
    public void A_sink_serves_one_stream()
    {
        using var sink = new RecordingSink();
        using var engine = new Engine();
        DStream<string> stream = engine.Queue<string>();
        stream.WriteTo(sink);
        Assert.Throws<InvalidOperationException>(() => stream.WriteTo(sink));
    }

    private static int Count(RecordingSink sink, string word)
    {
        lock (sink.Calls)
        {
            return sink.Calls.Count(call => call.Contains(word, StringComparison.Ordinal));
        }
    }
}
