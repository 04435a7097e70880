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
    public void A_commit_that_fails_fails_the_batch_and_all_writers_abort()
    {
        var sink = new RecordingSink(call => call == "commit 1000" ? new IOException("the disk is full") : null);
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>(["a", "b"], ["c", "d"]).WriteTo(sink);
        engine.Tick(2);
        Assert.Contains("the disk is full", engine.Failure().Message, StringComparison.Ordinal);
        Assert.Equal(["0 abort", "1 abort"], Aborts(sink));
        Assert.Contains("commit 2000", sink.Calls);
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
        var sink = new RecordingSink { Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
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

    [Theory]
    [InlineData(99, 99, 0.5, false)]
    [InlineData(100, 50, 0.5, false)]
    [InlineData(100, 51, 0.5, true)]
    [InlineData(1000, 999, 1.0, false)]
    [InlineData(1000, 1, 0.0, true)]
    public void A_batch_of_which_more_than_a_share_is_refused_fails_with_the_first_reason_and_leaves_no_dead_letter(int records,
        int refused, double share, bool fails)
    {
        var letters = new List<DeadLetter>();
        var sink = new RecordingSink();
        using var engine = new Engine(partitions: 2, with =>
        {
            with.DeadLetters = letters.Add;
            with.RefusedShareMax = share;
        });
        engine.Queue<string>([.. Enumerable.Range(0, records).Select(i => i < refused ? "!" : "a")]).WriteTo(sink);
        engine.Tick();
        Assert.Equal(fails ? 0 : refused, letters.Count);
        Assert.Equal(!fails, sink.Calls.Contains("commit 1000"));
        if (fails)
        {
            Assert.Contains($"{refused} of {records} records were refused", engine.Failure().Message, StringComparison.Ordinal);
            Assert.Contains("begins with !", engine.Failure().Message, StringComparison.Ordinal);
            Assert.Equal(-1, engine.Failure().Partition); // of the whole batch
        }
    }

    [Fact]
    public void What_a_batch_that_fails_has_refused_is_no_dead_letter()
    {
        var letters = new List<DeadLetter>();
        var sink = new RecordingSink(call => call == "0 b" ? new IOException("the disk is full") : null);
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<string>(["!a", "b"], ["!c"]).WriteTo(sink);
        engine.Tick(2);
        Assert.Equal("!c", System.Text.Encoding.UTF8.GetString(Assert.Single(letters).Record.Span));
    }

    [Fact]
    public void A_partition_that_fails_is_aborted_at_once_and_stops_the_others()
    {
        RecordingSink? sink = null;
        sink = new RecordingSink(call => call == "0 bad" && Begun(sink!) ? new IOException("the disk is full")
            : null)
        {
            Blocks = "1 waits",
        };
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>(Halves("bad", "waits")).WriteTo(sink);
        engine.Tick(); // would wait for ever if the other were not told
        Assert.Contains("the disk is full", engine.Failure().Message, StringComparison.Ordinal);
        Assert.Equal(["0 abort", "1 abort"], Aborts(sink).Order()); // each by its own thread
        Assert.DoesNotContain("1 complete", sink.Calls);
    }

    [Fact]
    public void A_function_in_front_of_the_sink_that_throws_stops_the_other_partitions_too()
    {
        var sink = new RecordingSink { Blocks = "1 waits" };
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>(Halves("bad", "waits"))
            .Map(record => record == "bad" && Begun(sink) ? throw new InvalidOperationException("no map") : record).WriteTo(sink);
        engine.Tick();
        Assert.Contains("no map", engine.Failure().Message, StringComparison.Ordinal);
        Assert.Contains("1 abort", Aborts(sink));
    }

    [Fact]
    public void The_reason_is_that_of_the_partition_that_failed_not_of_one_that_was_told_to_stop()
    {
        var sink = new RecordingSink { Holds = "0" };
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>(Halves("a", "bad"))
            .Map(record => record == "bad" && HasBegun(sink, "0 a") ? throw new InvalidOperationException("no map") : record).WriteTo(sink);
        engine.Tick();
        Assert.Contains("no map", engine.Failure().Message, StringComparison.Ordinal);
        Assert.Contains("0 abort", Aborts(sink));
    }

    [Fact]
    public void When_a_partition_fails_late_those_that_are_complete_are_aborted_once_and_those_that_are_not_are_told()
    {
        var sink = new RecordingSink(call => call == "0 complete" ? new IOException("the disk is full") : null)
        {
            Holds = "1",
            Awaits = "2 complete",
        };
        using var engine = new Engine(partitions: 3);
        engine.Queue<string>(["a", "b", "c"], ["d"]).WriteTo(sink);
        engine.Tick(2);
        Assert.Contains("the disk is full", engine.Failure().Message, StringComparison.Ordinal);
        Assert.Equal(["0 abort", "1 abort", "2 abort"], Aborts(sink).Order());
        Assert.DoesNotContain("1 complete", sink.Calls);
    }

    [Fact]
    public void A_writer_that_cannot_complete_is_aborted_while_others_are_still_busy()
    {
        var sink = new RecordingSink(call => call == "0 complete" ? new IOException("the disk is full") : null)
        {
            Deaf = "1",
            Awaits = "1 begin 1000",
        };
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>(["a", "b"]).WriteTo(sink);
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Engine.WaitFor(() => Count(sink, "0 abort") == 1, "the writer that failed is aborted");
        Assert.Equal(0, Count(sink, "1 complete"));
        sink.Wake.SetResult();
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal(["0 abort", "1 abort"], Aborts(sink));
    }

    [Fact]
    public void What_is_rejected_after_its_batch_was_given_up_is_no_dead_letter_of_the_next()
    {
        var partition = new SinkPartition(0, "test", "query", static time => time.Milliseconds / 1000, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, CancellationToken.None);
        partition.Reject("sink", new BatchTime(1000), 7, "too late", "x"u8);
        partition.Begin(new BatchTime(2000), CancellationToken.None);
        partition.Reject("sink", new BatchTime(2000), 8, "in time", "x"u8);
        Assert.Equal("in time", Assert.Single(partition.TakeRefused()).Reason);
        Assert.Empty(partition.TakeRefused());
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

    /// <summary>Enough records for both partitions to have a thread: two of note and 9,998 others.</summary>
    private static string[] Halves(string first, string second)
    {
        string[] records = [.. Enumerable.Repeat("a", 10_000)];
        records[0] = first;
        records[5_000] = second;
        return records;
    }

    private static bool Begun(RecordingSink sink) => HasBegun(sink, "1 begin");

    private static bool HasBegun(RecordingSink sink, string call)
    {
        Engine.WaitFor(() => Count(sink, call) > 0, "the other partition has begun");
        return true;
    }

    private static string[] Aborts(RecordingSink sink) =>
        [.. sink.Calls.TakeWhile(call => call != "prepare 2000").Where(call => call.EndsWith("abort", StringComparison.Ordinal))];

    private static int Count(RecordingSink sink, string word)
    {
        lock (sink.Calls)
        {
            return sink.Calls.Count(call => call.Contains(word, StringComparison.Ordinal));
        }
    }
}
