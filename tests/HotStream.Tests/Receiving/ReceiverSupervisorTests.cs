using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>One receiver and its supervisor, without an engine around them.</summary>
public sealed class ReceiverSupervisorTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(10);

    private readonly LogCapture _log = new();
    private readonly Heard _heard = new();

    private sealed class Scripted(Action<Scripted> body) : Receiver<int>
    {
        public int Runs;
        public Thread? Thread;

        public override string Name => "scripted";

        public ReceiverSupervisor Own => Supervisor;

        public CancellationToken Ending => Stopping;

        protected internal override void Run()
        {
            Thread = Thread.CurrentThread;
            Interlocked.Increment(ref Runs);
            body(this);
        }
    }

    private sealed class Heard : IReceiverWatcher
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public void OnStarted(int restarts) => Lines.Enqueue($"started {restarts}");

        public void OnError(string message, Exception? cause, bool isRunning) =>
            Lines.Enqueue($"{message}, {cause?.GetType().Name ?? "no cause"}, {(isRunning ? "runs on" : "does not run")}");

        public void OnStopped(string reason) => Lines.Enqueue($"stopped: {reason}");
    }

    [Fact]
    public void Whoever_watches_is_told_of_every_start_failure_and_end()
    {
        ReceiverSupervisor supervisor = Start(new Scripted(self =>
        {
            if (self.Runs == 1)
            {
                throw new InvalidDataException("no");
            }

            if (self.Runs == 2)
            {
                self.Own.Restart("asked to", null);
                throw new InvalidDataException("and then it threw");
            }

            self.Own.ReportError("a trifle", null);
        }));
        Engine.WaitFor(() => supervisor.HasEnded, "the source ended");
        supervisor.ReportError("too late", null);
        Assert.Equal(
            [
                "started 0", "no, InvalidDataException, does not run",
                "started 1", "asked to, no cause, does not run",
                "started 2", "a trifle, no cause, runs on",
                "stopped: the source ended", "too late, no cause, does not run",
            ],
            _heard.Lines);
        Assert.Equal(2, supervisor.Restarts);
        Assert.Equal([1000, 1001, 1000, 1001, 1000, 1002, 1003, 1002], _log.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public void Restarts_are_counted_by_the_meter()
    {
        long restarts = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "HotStream", Name: "hotstream.receiver.restarts" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            Interlocked.Add(ref restarts, tags.ToArray().Any(tag => tag.Value is "scripted") ? value : 0));
        listener.Start();
        ReceiverSupervisor supervisor = Start(new Scripted(self => Assert.Equal(3, self.Runs)));
        Engine.WaitFor(() => supervisor.HasEnded, "the third run");
        Assert.InRange(Interlocked.Read(ref restarts), 2, long.MaxValue); // tests beside this one may restart receivers of that name
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_gives_up_what_was_received_only_when_it_is_not_graceful(bool graceful)
    {
        var receiver = new Scripted(self => self.Ending.WaitHandle.WaitOne());
        ReceiverSupervisor supervisor = Start(receiver);
        Engine.WaitFor(() => receiver.Runs == 1, "it runs");
        Assert.False(supervisor.HasEnded);
        Assert.True(receiver.Thread!.IsBackground);
        Assert.Equal("hotstream-receiver-scripted", receiver.Thread.Name);
        supervisor.BeginStop(graceful);
        Assert.Equal(!graceful, supervisor.Aborting.IsCancellationRequested);
        supervisor.AwaitEnd(Engine.Patience, Thread.CurrentThread);
        Assert.True(supervisor.HasEnded);
        Assert.Equal("stopped: the context stops", _heard.Lines.Last());
        Assert.DoesNotContain(_log.Entries, entry => entry.Message.Contains("left alone", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stop_while_a_receiver_waits_for_its_restart_ends_it()
    {
        var receiver = new Scripted(_ => throw new InvalidDataException("no"));
        ReceiverSupervisor supervisor = Start(receiver, s_never);
        Engine.WaitFor(() => _heard.Lines.Any(line => line.StartsWith("no,", StringComparison.Ordinal)), "it failed");
        supervisor.BeginStop(graceful: true);
        supervisor.AwaitEnd(Engine.Patience, Thread.CurrentThread);
        Assert.True(supervisor.HasEnded);
        Assert.Equal((1, 0), (receiver.Runs, supervisor.Restarts));
        Assert.Equal(["started 0", "no, InvalidDataException, does not run", "stopped: the context stops"], _heard.Lines);
    }

    [Fact]
    public void A_receiver_that_does_not_end_is_left_alone_after_its_time_and_said_so()
    {
        using var gate = new ManualResetEventSlim();
        var receiver = new Scripted(_ => gate.Wait());
        ReceiverSupervisor supervisor = Start(receiver);
        Engine.WaitFor(() => receiver.Runs == 1, "it runs");
        supervisor.BeginStop(graceful: true);
        supervisor.AwaitEnd(TimeSpan.FromMilliseconds(10), receiver.Thread!); // the stop came from its own thread: nobody waits
        Assert.Equal([1000], _log.Entries.Select(entry => entry.Id));
        supervisor.AwaitEnd(TimeSpan.FromMilliseconds(10), Thread.CurrentThread);
        Assert.Equal(2, _log.Entries.Count);
        gate.Set();
        supervisor.AwaitEnd(Engine.Patience, Thread.CurrentThread);
        Assert.True(supervisor.HasEnded);
        Assert.Equal(3, _log.Entries.Count); // it stopped; nobody was left alone again
    }

    [Fact]
    public void A_receiver_that_was_never_started_has_ended() => Assert.True(Create(new Scripted(_ => { }), s_never).HasEnded);

    private ReceiverSupervisor Start(Scripted receiver, TimeSpan? delay = null)
    {
        ReceiverSupervisor supervisor = Create(receiver, delay ?? TimeSpan.FromMilliseconds(1));
        supervisor.Start();
        return supervisor;
    }

    private ReceiverSupervisor Create(Scripted receiver, TimeSpan delay) =>
        new(receiver, new MemoryBudget(1 << 20), delay, _log, new DeadLetterOutput(_ => { }, 1024, TimeProvider.System), _heard);
}
