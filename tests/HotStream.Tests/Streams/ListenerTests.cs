using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

public sealed class ListenerTests
{
    [Fact]
    public void A_listener_hears_everything_in_the_order_it_happens()
    {
        var heard = new HeardEvents();
        using (var engine = new Engine())
        {
            engine.Context.AddListener(heard);
            DStream<int> input = engine.Queue<int>([1, 2, 3], [4]);
            input.ForeachBatch(batch => batch.Count());
            input.Map(x => 1 / (x - 4)).ForeachBatch(batch => batch.Count());
            input.Transform(batch => batch.Time.Milliseconds == 2000 ? throw new InvalidDataException("no") : batch).ForeachBatch(_ => { });
            engine.Tick();
            engine.Tick();
        }

        Assert.Equal(
            [
                "started 0",
                "submitted 1000", "batch started 1000 with 0",
                "output 0 started 1000", "output 0 completed 1000", "output 1 started 1000", "output 1 completed 1000",
                    "output 2 started 1000", "output 2 completed 1000",
                "completed 1000 with 3",
                "submitted 2000", "batch started 2000 with 0",
                "output 2 started 2000", "output 2 failed 2000", // could not be generated: as in Spark, no other output of the batch runs
                "completed 2000 with 1",
                "stopped",
            ],
            heard.Lines);
        BatchInfo last = heard.Of<BatchInfo>().Last();
        Assert.Equal([(2, "ForeachBatch", true)], last.Outputs.Select(output => (output.Index, output.Name, output.Failure is not null)));
        Assert.Equal(1, last.Failures);
        Assert.Equal("QueueStream", Assert.Single(last.Inputs).Name);
    }

    [Fact]
    public void A_batch_tells_when_it_was_submitted_begun_and_done()
    {
        using var engine = new Engine();
        var heard = new HeardEvents();
        engine.Context.AddListener(heard);
        using var gate = new SemaphoreSlim(0);
        using var inside = new SemaphoreSlim(0);
        engine.Queue<int>().ForeachBatch(_ =>
        {
            inside.Release();
            gate.Wait();
            engine.Clock.Advance(TimeSpan.FromMilliseconds(300));
        });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        inside.Wait();
        engine.Clock.Advance(TimeSpan.FromSeconds(1)); // the second batch falls due while the first runs
        Assert.Equal(1, engine.Context.Progress.WaitingBatches);
        Assert.Equal((1000, null), (engine.Context.Progress.RunningBatch!.Time.Milliseconds,
            engine.Context.Progress.RunningBatch.ProcessingTime));
        gate.Release(2);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal(
            ["1000 from 1000 to 2300: 0 + 1300 = 1300", "2000 from 2300 to 2600: 300 + 300 = 600"],
            heard.Of<BatchInfo>().Where(batch => batch.ProcessingTime is not null).Select(batch =>
                $"{batch.SubmissionTime.ToUnixTimeMilliseconds()} from {batch.ProcessingStartTime!.Value.ToUnixTimeMilliseconds()} to "
                + $"{batch.ProcessingEndTime!.Value.ToUnixTimeMilliseconds()}: "
                + $"{batch.SchedulingDelay!.Value.TotalMilliseconds} + {batch.ProcessingTime!.Value.TotalMilliseconds} = "
                + $"{batch.TotalDelay!.Value.TotalMilliseconds}"));
        OutputOperationInfo output = heard.Of<OutputOperationInfo>().Last();
        Assert.Equal((2300, 300), (output.StartTime.ToUnixTimeMilliseconds(), output.Duration!.Value.TotalMilliseconds));
    }

    [Fact]
    public void Receivers_tell_when_they_start_report_fail_and_stop()
    {
        var heard = new HeardEvents();
        using (var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1)))
        {
            engine.Context.AddListener(heard);
            engine.Context.ReceiverStream(new FailingOnce()).ForeachBatch(batch => batch.Count());
            engine.Context.Start();
            Engine.WaitFor(() => heard.Lines.Count(line => line == "receiver started FailingOnce") == 2, "the receiver started again");
            ReceiverInfo running = Assert.Single(engine.Context.Progress.Receivers);
            Assert.Equal((true, 1, "broken", 0), (running.IsActive, running.Restarts, running.LastError, running.StreamId));
            Assert.IsType<InvalidDataException>(running.LastException);
        }

        Assert.Equal(
            ["receiver started FailingOnce", "receiver error FailingOnce: careful", "receiver error FailingOnce: broken",
                "receiver started FailingOnce", "receiver stopped FailingOnce"],
            heard.Lines.Where(line => line.StartsWith("receiver", StringComparison.Ordinal)));
        Assert.Equal([true, true, false, true, false], heard.Of<ReceiverInfo>().Select(info => info.IsActive));
    }

    [Fact]
    public void Records_are_told_by_input()
    {
        using var engine = new Engine();
        var heard = new HeardEvents();
        engine.Context.AddListener(heard);
        var receiver = new ScriptedReceiver<int>();
        engine.Context.ReceiverStream(receiver).Union(engine.Queue<int>([1, 2])).ForeachBatch(batch => batch.Count());
        engine.Context.Start();
        receiver.Send([1, 2, 3]);
        receiver.WaitUntilStored();
        engine.Tick();
        BatchInfo batch = heard.Of<BatchInfo>().Last();
        Assert.Equal([(0, 3L), (1, 2L)], batch.Inputs.Select(input => (input.StreamId, input.Records)));
        Assert.Equal(5, batch.Records);
        Assert.Contains("batch started 1000 with 3", heard.Lines);
    }

    [Fact]
    public void A_listener_that_throws_harms_neither_the_batch_nor_the_next_listener()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        var second = new HeardEvents();
        engine.Context.AddListener(new HeardEvents { Then = _ => throw new InvalidDataException("listener") });
        engine.Context.AddListener(second);
        List<List<int>> seen = Engine.Collect(engine.Queue<int>([1], [2]));
        engine.Tick(2);
        Assert.Equal([[1], [2]], seen);
        Assert.Equal(11, second.Events.Count);
        engine.Context.Stop();
        // one listener throwing is one cause: a few lines, then a count
        Assert.Equal(GuardedLogger.LinesPerSecond + 1, log.Entries.Count(entry => entry.Id == 2002));
        Assert.Contains(log.Entries, entry => entry.Id == 2002 && entry.Message.Contains("held back", StringComparison.Ordinal));
        Assert.True(engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero)); // no failure of a batch
    }

    [Fact]
    public void A_stop_from_inside_a_listener_is_refused()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        engine.Context.AddListener(new HeardEvents { Then = line => StopAt(line, "submitted 1000", () => engine.Context.Stop()) });
        engine.Context.AddListener(new HeardEvents
        {
            Then = line => StopAt(line, "completed 1000 with 1", () => engine.Context.StopAsync().Wait()),
        });
        engine.Queue<int>([1]).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Equal(2, log.Causes.OfType<InvalidOperationException>().Count());
        Assert.Equal(StreamingContextState.Active, engine.Context.State);

        static void StopAt(string line, string when, Action stop)
        {
            if (line == when)
            {
                stop();
            }
        }
    }

    [Fact]
    public void A_listener_that_hangs_holds_no_batch_up()
    {
        using var engine = new Engine();
        using var gate = new ManualResetEventSlim();
        using var released = new CancellationTokenSource();
        engine.Context.AddListener(new HeardEvents { Then = _ => gate.Wait() });
        List<List<int>> seen = Engine.Collect(engine.Queue<int>([1], [2], [3]));
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(3));
        Engine.WaitFor(() => engine.Context.Progress.CompletedBatches == 3, "the batches are done");
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromMilliseconds(1)));
        gate.Set();
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([[1], [2], [3]], seen);
    }

    [Fact]
    public void A_listener_that_is_too_far_behind_loses_events_which_is_logged_once()
    {
        using var log = new LogCapture();
        using var gate = new ManualResetEventSlim();
        var heard = new HeardEvents { Then = _ => gate.Wait() };
        var bus = new ListenerBus(log);
        bus.Add(heard);
        for (int i = 0; i < 10_500; i++)
        {
            bus.Post(static (listener, time) => listener.OnStreamingStarted((DateTimeOffset)time), DateTimeOffset.UnixEpoch);
        }

        gate.Set();
        bus.Close(Engine.Patience);
        Assert.InRange(heard.Events.Count, 10_000, 10_001);
        Assert.Equal(1, log.Entries.Count(entry => entry.Id == 2003));
    }

    [Fact]
    public void A_listener_hears_only_what_happens_between_adding_and_removing_it()
    {
        using var engine = new Engine();
        var heard = new HeardEvents();
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Tick();
        engine.Context.AddListener(heard);
        engine.Tick();
        Assert.True(engine.Context.RemoveListener(heard));
        Assert.False(engine.Context.RemoveListener(heard));
        engine.Tick();
        Assert.Equal(["submitted 2000", "batch started 2000 with 0", "output 0 started 2000", "output 0 completed 2000",
            "completed 2000 with 0"], heard.Lines);
    }

    [Fact]
    public void A_context_that_never_ran_has_neither_started_nor_stopped()
    {
        var heard = new HeardEvents();
        using (var engine = new Engine())
        {
            engine.Context.AddListener(heard);
            Assert.Throws<InvalidOperationException>(engine.Context.Start);
        }

        Assert.Empty(heard.Events);
    }

    private sealed class FailingOnce : Receiver<int>
    {
        private bool _failed;

        protected internal override void Run()
        {
            if (!_failed)
            {
                _failed = true;
                ReportError("careful");
                throw new InvalidDataException("broken");
            }

            base.Run();
        }
    }
}
