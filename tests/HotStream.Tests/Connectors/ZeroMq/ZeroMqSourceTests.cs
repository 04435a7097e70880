using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using HotStream.StandIn;
using HotStream.Tests.Streams;
using NetMQ;
using NetMQ.Sockets;

namespace HotStream.Tests.Connectors.ZeroMq;

/// <summary>SUB and PULL against libzmq (ZMTP 3.1) and NetMQ (3.0).</summary>
public sealed class ZeroMqSourceTests
{
    private const int Count = 3000;

    private readonly LogCapture _log = new();

    [Theory]
    [InlineData("pub", true)]
    [InlineData("pub", false)]
    [InlineData("push", true)]
    [InlineData("push", false)]
    public void What_libzmq_sends_comes_once_in_its_order(string socket, bool weListen)
    {
        JsonObject what = new() { ["socket"] = socket, ["count"] = Count, ["topic"] = "plant/7", ["stay"] = true };
        what["bind"] = weListen ? null : "tcp://127.0.0.1:*";
        NodePeer? peer = weListen ? null : LibZmq.Start(what);
        IPEndPoint? place = null;
        var seen = new List<string>();
        using var engine = new Engine(partitions: 1, with: options => options.LoggerFactory = _log);
        Open(engine.Context, socket, peer?.Await("at") ?? "tcp://127.0.0.1:0", weListen, listening => place = listening)
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(static message => message.ToString())));
        engine.Context.Start();
        if (weListen)
        {
            Engine.WaitFor(() => place is not null, "it listens");
            what["connect"] = $"tcp://{place}";
            peer = LibZmq.Start(what);
        }

        using (peer)
        {
            WaitFor(engine, () => seen.Count >= Count);
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"plant/7: {i}"), seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_NetMQ_publishes_comes_by_topic_and_by_all_its_frames(bool weListen)
    {
        using var publisher = new XPublisherSocket();
        string address = "tcp://127.0.0.1:0";
        if (!weListen)
        {
            address = $"tcp://127.0.0.1:{publisher.BindRandomPort("tcp://127.0.0.1")}";
        }

        IPEndPoint? place = null;
        var seen = new List<string>();
        using var engine = new Engine(partitions: 1);
        engine.Context.ZeroMqSubscribeStream<string>(address, static frames => string.Join('|', frames.ToArray()),
            new ZeroMqSubscribeOptions { Bind = weListen, OnListening = listening => place = listening, Topics = ["a", "b/"] })
            .ForeachBatch(batch => seen.AddRange(batch.ToList()));
        engine.Context.Start();
        if (weListen)
        {
            Engine.WaitFor(() => place is not null, "it listens");
            publisher.Connect($"tcp://{place}");
        }

        Assert.Equal([1, (byte)'a'], publisher.ReceiveFrameBytes());
        Assert.Equal([1, (byte)'b', (byte)'/'], publisher.ReceiveFrameBytes());
        string large = new('x', 300);
        foreach (string topic in new[] { "a/1", "c", "b", "b/2", "a" })
        {
            publisher.SendMoreFrame(topic).SendMoreFrame("").SendFrame(large);
        }

        WaitFor(engine, () => seen.Count >= 3);
        Assert.Equal([$"a/1||{large}", $"b/2||{large}", $"a||{large}"], seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Many_push_to_us_from_NetMQ_and_none_is_lost_while_memory_is_short(bool weListen)
    {
        const int Each = 2000;
        int port = FreePort.Find();
        PushSocket[] pushers = weListen ? [new(), new()] : [new()];
        try
        {
            Array.ForEach(pushers, pusher =>
            {
                if (weListen)
                {
                    pusher.Connect($"tcp://127.0.0.1:{port}");
                }
                else
                {
                    pusher.Bind($"tcp://127.0.0.1:{port}");
                }
            });
            using var run = new ConnectorRun(
                context => context.ZeroMqPullStream($"tcp://127.0.0.1:{port}", new ZeroMqPullOptions { Bind = weListen }),
                with: options => options.MemoryBudgetBytes = 256 * 1024);
            string filling = new('x', 500);
            var sending = new SideThread(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    Array.ForEach(pushers, pusher => pusher.SendFrame($"{i} {filling}"));
                }
            });
            sending.Start();
            string[] texts = run.WaitFor(Each * pushers.Length);
            sending.Join();
            IEnumerable<string> sent = Enumerable.Range(0, Each).SelectMany(i => Enumerable.Repeat($"{i} {filling}", pushers.Length));
            Assert.Equal(sent.Order(), texts.Order());
        }
        finally
        {
            Array.ForEach(pushers, static pusher => pusher.Dispose());
        }
    }

    [Fact]
    public void Messages_that_cannot_be_records_are_dead_letters_and_the_others_go_on()
    {
        using var pusher = new PushSocket();
        string address = $"tcp://127.0.0.1:{pusher.BindRandomPort("tcp://127.0.0.1")}";
        var letters = new ConcurrentQueue<DeadLetter>();
        var seen = new List<long>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Enqueue);
        engine.Context.ZeroMqPullStream(address, static frames => long.Parse(frames[^1].ToString(), null),
            new ZeroMqPullOptions { MessageBytesMax = 1000, FramesMax = 3 }).ForeachBatch(batch => seen.AddRange(batch.ToList()));
        engine.Context.Start(); // PUSH waits for a peer
        pusher.SendMoreFrame("plant").SendFrame("1");
        pusher.SendMoreFrame("plant").SendFrame("no number");
        pusher.SendFrame(new string('9', 200_000));
        pusher.SendMoreFrame("a").SendMoreFrame("b").SendMoreFrame("c").SendMoreFrame("d").SendFrame("e");
        pusher.SendFrame("2");
        WaitFor(engine, () => seen.Count == 2);
        Assert.Equal([1, 2], seen);
        Assert.Equal(3, letters.Count);
        DeadLetter[] all = [.. letters];
        Assert.Equal(("topic plant", "no number"), (all[0].Position, System.Text.Encoding.UTF8.GetString(all[0].Record.Span)));
        Assert.Contains("MessageBytesMax", all[1].Reason, StringComparison.Ordinal);
        Assert.Equal(200_000, all[1].Length);
        Assert.Contains("FramesMax", all[2].Reason, StringComparison.Ordinal);
        Assert.StartsWith("abc", System.Text.Encoding.UTF8.GetString(all[2].Record.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_without_the_frame_that_is_wanted_is_a_dead_letter()
    {
        using var pusher = new PushSocket();
        string address = $"tcp://127.0.0.1:{pusher.BindRandomPort("tcp://127.0.0.1")}";
        using var run = new ConnectorRun(context => context.ZeroMqPullStream(address, new ZeroMqPullOptions { PayloadFrame = 1 }));
        pusher.SendFrame("alone");
        pusher.SendMoreFrame("head").SendMoreFrame("body").SendFrame("tail");
        Assert.Equal(["body"], run.WaitFor(1));
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Contains("PayloadFrame is 1", letter.Reason, StringComparison.Ordinal);
        Assert.Equal("alone"u8, letter.Record.Span);
    }

    [Fact]
    public void A_publisher_that_goes_and_comes_back_is_subscribed_to_again()
    {
        int port = FreePort.Find();
        using var run = new ConnectorRun(context => context.ZeroMqSubscribeStream($"tcp://127.0.0.1:{port}"));
        foreach (string text in new[] { "one", "two" })
        {
            using var publisher = new XPublisherSocket();
            Engine.WaitFor(() => Bind(publisher, port), "the port is free again");
            Assert.Equal([1], publisher.ReceiveFrameBytes());
            publisher.SendFrame(text);
            run.WaitUntil(() => run.Texts.Contains(text), "it came");
        }

        Assert.Equal(["one", "two"], run.Texts);
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", true)]
    [InlineData("none", true)]
    [InlineData("right", false)]
    [InlineData("wrong", false)]
    public void User_and_password_are_judged_by_who_listens(string password, bool weListen)
    {
        IPEndPoint? place = null;
        NodePeer? peer = weListen ? null : LibZmq.Start(new()
        { ["socket"] = "push", ["bind"] = "tcp://127.0.0.1:*", ["count"] = 1, ["server"] = new JsonArray("me", "right"), ["stay"] = true });
        var options = new ZeroMqPullOptions
        {
            Bind = weListen,
            OnListening = listening => place = listening,
            UserName = "me",
            Password = weListen ? "right" : password,
        };
        using var run = new ConnectorRun(context => context.ZeroMqPullStream(peer?.Await("at") ?? "tcp://127.0.0.1:0", options),
            with: with => with.LoggerFactory = _log);
        if (weListen)
        {
            Engine.WaitFor(() => place is not null, "it listens");
            JsonObject what = new() { ["socket"] = "push", ["connect"] = $"tcp://{place}", ["count"] = 1, ["stay"] = true };
            if (password != "none")
            {
                what["client"] = new JsonArray("me", password);
            }

            peer = LibZmq.Start(what);
        }

        using (peer)
        {
            if (password == "right")
            {
                Assert.Equal(["0"], run.WaitFor(1));
                return;
            }

            string expected = !weListen ? "it refuses us|while we greeted" : password == "none" ? "NULL" : "its user or password is wrong";
            Engine.WaitFor(() => expected.Split('|').Any(words => Said(words)), "it was said");
            run.Engine.Tick();
            Assert.Empty(run.Texts);
            Assert.False(Said("\"wrong\""));
        }
    }

    [Fact]
    public void Peers_that_are_not_for_us_are_refused_by_name()
    {
        using NodePeer curve = LibZmq.Start(new() { ["socket"] = "pub", ["bind"] = "tcp://127.0.0.1:*", ["count"] = 1, ["curve"] = true });
        using var pusher = new PushSocket();
        string[] addresses = [curve.Await("at"), $"tcp://127.0.0.1:{pusher.BindRandomPort("tcp://127.0.0.1")}"];
        using var engine = new Engine(partitions: 1, with: options => options.LoggerFactory = _log);
        foreach (string address in addresses)
        {
            engine.Context.ZeroMqSubscribeStream(address).ForeachBatch(static batch => batch.ToList());
        }

        engine.Context.Start();
        Engine.WaitFor(() => Said("CURVE, which is not built"), "CURVE is refused");
        Engine.WaitFor(() => Said("it is a PUSH socket, and a SUB socket speaks with PUB and XPUB"), "PUSH is refused");
    }

    private static bool Bind(NetMQSocket socket, int port)
    {
        try
        {
            socket.Bind($"tcp://127.0.0.1:{port}");
            return true;
        }
        catch (NetMQException)
        {
            return false;
        }
    }

    private bool Said(string words) => _log.Entries.Any(entry => entry.Message.Contains(words, StringComparison.Ordinal));

    private static DStream<ZeroMqMessage> Open(StreamingContext context, string socket, string address, bool bind,
        Action<IPEndPoint> onListening) => socket == "pub"
        ? context.ZeroMqSubscribeMessageStream(address,
            new ZeroMqSubscribeOptions { Bind = bind, OnListening = onListening, Topics = ["plant/"] })
        : context.ZeroMqPullMessageStream(address, new ZeroMqPullOptions { Bind = bind, OnListening = onListening });

    private static void WaitFor(Engine engine, Func<bool> isThere) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            return isThere();
        },
        "all came");
}
