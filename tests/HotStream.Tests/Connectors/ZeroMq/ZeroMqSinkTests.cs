using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HotStream.StandIn;
using HotStream.Testing;
using HotStream.Tests.Diagnostics;
using HotStream.Tests.Streams;
using NetMQ;
using NetMQ.Sockets;

namespace HotStream.Tests.Connectors.ZeroMq;

/// <summary>PUB and PUSH against libzmq and NetMQ.</summary>
public sealed class ZeroMqSinkTests
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void It_is_a_sink_whose_records_all_arrive_while_its_worker_is_there()
    {
        using var worker = new PullSocket();
        string address = $"tcp://127.0.0.1:{worker.BindRandomPort("tcp://127.0.0.1")}";
        var taken = new List<string>();
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            Write = records => records.PushToZeroMq(address, RecordEncoders.Bytes<string>(static (text, output) =>
                output.Write(text == "poison" ? throw new FormatException("no form") : Encoding.UTF8.GetBytes(text)))),
            Stored = () =>
            {
                // handed to the system is not arrived
                while (worker.TryReceiveFrameString(s_quiet, out string? text))
                {
                    taken.Add(text);
                }

                return taken;
            },
            Record = static number => $"record {number}",
            Poison = ["poison"],
            AtLeastOnce = true, // a batch that runs again is sent again
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Libzmq_pulls_all_of_what_is_pushed(bool weListen)
    {
        const int Count = 2000;
        IPEndPoint? place = null;
        using NodePeer? bound = weListen ? null
            : LibZmq.Start(new() { ["socket"] = "pull", ["bind"] = "tcp://127.0.0.1:*", ["count"] = Count });
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([[.. Enumerable.Range(0, Count).Select(i => $"{i}")]]).PushToZeroMq(
            bound?.Await("at") ?? "tcp://127.0.0.1:0", RecordEncoders.Text<string>(),
            new ZeroMqPushOptions { Bind = weListen, OnListening = listening => place = listening });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Engine.WaitFor(() => !weListen || place is not null, "it listens");
        using NodePeer? joining = weListen
            ? LibZmq.Start(new() { ["socket"] = "pull", ["connect"] = $"tcp://{place}", ["count"] = Count }) : null;
        NodePeer peer = bound ?? joining!;
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        peer.Await("end");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), peer.Lines.Where(static line => char.IsAsciiDigit(line[0])));
    }

    [Fact]
    public void Workers_share_and_what_waits_for_one_that_goes_goes_to_others()
    {
        using var stays = new PullSocket();
        using var goes = new PullSocket();
        IPEndPoint? place = null;
        var batches = new ConcurrentQueue<IReadOnlyList<int>>([[-1]]);
        using var engine = new Engine(partitions: 1);
        engine.Context.QueueStream(batches).PushToZeroMq("tcp://127.0.0.1:0", RecordEncoders.Text<int>(),
            new ZeroMqPushOptions { Bind = true, OnListening = listening => place = listening });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Engine.WaitFor(() => place is not null, "it listens");
        stays.Connect($"tcp://{place}");
        Assert.Equal("-1", stays.ReceiveFrameString());
        goes.Connect($"tcp://{place}");
        var seen = new HashSet<string>();
        int sent = 0;
        Engine.WaitFor(
            () =>
            {
                batches.Enqueue([sent++, sent++]);
                engine.Tick();
                return goes.TryReceiveFrameString(out _);
            },
            "both get some");
        goes.Dispose();
        int from = sent;
        string[] last = [.. Enumerable.Range(from, 100).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
        // what was on its way to the one that went is lost, so all are sent until one life of them is whole
        Engine.WaitFor(
            () =>
            {
                batches.Enqueue([.. Enumerable.Range(from, 100)]);
                engine.Tick();
                while (stays.TryReceiveFrameString(s_quiet, out string? text))
                {
                    seen.Add(text);
                }

                return last.All(seen.Contains);
            },
            "the one that stays gets all");
    }

    [Fact]
    public void A_batch_waits_for_workers_that_are_slow_and_fails_when_that_lasts()
    {
        const int Large = 200_000;
        using var worker = new PullSocket();
        worker.Options.ReceiveHighWatermark = 1;
        string address = $"tcp://127.0.0.1:{worker.BindRandomPort("tcp://127.0.0.1")}";
        using var engine = new Engine(partitions: 1);
        string large = new('x', Large);
        engine.Queue<string>([[.. Enumerable.Repeat(large, 100)], [.. Enumerable.Repeat(large, 200)]]).PushToZeroMq(address,
            RecordEncoders.Text<string>(), new ZeroMqPushOptions { WaitFor = TimeSpan.FromSeconds(4) });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromMilliseconds(500)));
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(Large, worker.ReceiveFrameString().Length);
        }

        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        engine.Tick(); // nobody takes any more
        Assert.Contains("none took anything for", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_without_a_worker_fails_and_says_so()
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).PushToZeroMq($"tcp://127.0.0.1:{FreePort.Find()}", RecordEncoders.Text<string>(),
            new ZeroMqPushOptions { WaitFor = TimeSpan.FromSeconds(1) });
        engine.Tick();
        string said = engine.Failure().ToString();
        Assert.Contains("has no peer (Connection refused)", said, StringComparison.Ordinal);
        Assert.Contains("ZeroMqPushOptions.WaitFor", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Subscribers_get_what_they_want_and_a_slow_one_holds_up_nobody()
    {
        IPEndPoint? place = null;
        var batches = new ConcurrentQueue<IReadOnlyList<string>>([["b first"]]);
        using var metrics = new MetricCapture("test");
        using var engine = new Engine(partitions: 1, with: options => options.LoggerFactory = new LogCapture());
        engine.Context.QueueStream(batches).PublishToZeroMq("tcp://127.0.0.1:0",
            RecordEncoders.Bytes<string>(static (text, topic) => topic.Write(Encoding.UTF8.GetBytes(text[..1]))),
            RecordEncoders.Text<string>(),
            new ZeroMqPublishOptions { Bind = true, OnListening = listening => place = listening, QueueBytesMax = 64 * 1024 });
        engine.Tick();
        using NodePeer libzmq = LibZmq.Start(new()
        { ["socket"] = "sub", ["connect"] = $"tcp://{place}", ["topic"] = new JsonArray("a", "x"), ["count"] = 3 });
        using var slow = new SubscriberSocket();
        slow.Options.ReceiveHighWatermark = 1;
        slow.Connect($"tcp://{place}");
        slow.SubscribeToAnyTopic();
        Engine.WaitFor(
            () =>
            {
                batches.Enqueue(["a hello"]);
                batches.Enqueue(["b hello"]);
                engine.Tick(2);
                return libzmq.Lines.Contains("a|a hello") && slow.TryReceiveFrameString(s_quiet, out _);
            },
            "both have subscribed");
        string large = $"b{new string('x', 50_000)}";
        for (int i = 0; i < 100; i++)
        {
            batches.Enqueue([large, large, large]);
        }

        engine.Tick(100); // returns though one does not read
        Assert.NotEmpty(metrics.Values("hotstream.zeromq.dropped", $"hotstream.sink=zeromq-pub tcp://127.0.0.1:0"));
        batches.Enqueue(["a last", "b none"]);
        batches.Enqueue(["x end", "a end"]);
        engine.Tick(2);
        libzmq.Await("end");
        Assert.DoesNotContain(libzmq.Lines, static line => line.StartsWith('b'));
    }

    [Fact]
    public void A_port_that_is_taken_fails_the_batch_and_says_so()
    {
        using var other = new PullSocket();
        int port = other.BindRandomPort("tcp://127.0.0.1");
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).PublishToZeroMq($"tcp://127.0.0.1:{port}", RecordEncoders.Text<string>(),
            new ZeroMqPublishOptions { Bind = true });
        engine.Tick();
        Assert.Contains("cannot listen", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_program_pushes_to_another_with_a_password()
    {
        IPEndPoint? place = null;
        using var run = new ConnectorRun(context => context.ZeroMqPullStream("tcp://127.0.0.1:0",
            new ZeroMqPullOptions { Bind = true, OnListening = listening => place = listening, UserName = "me", Password = "right" }));
        Engine.WaitFor(() => place is not null, "it listens");
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>([["a", "b", "c"]]).PushToZeroMq($"tcp://{place}", RecordEncoders.Text<string>(),
            new ZeroMqPushOptions { UserName = "me", Password = "right" });
        engine.Tick();
        Assert.Equal(["a", "b", "c"], run.WaitFor(3).Order());
    }
}
