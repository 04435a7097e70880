using System.Globalization;
using HotStream.Tests.Connectors;
using HotStream.Tests.Connectors.ZeroMq;
using HotStream.Tests.Io.Mqtt;
using NetMQ;
using NetMQ.Sockets;

namespace HotStream.Tests.Cli.Copying;

/// <summary><c>hotstream copy</c> from and to ZeroMQ, whose other side is libzmq.</summary>
public sealed class CopyZeroMqTests
{
    private const int Count = 100;

    [Fact]
    public void What_is_published_is_pushed_to_a_worker()
    {
        using NodePeer worker = LibZmq.Start(new() { ["socket"] = "pull", ["bind"] = "tcp://127.0.0.1:*", ["count"] = Count });
        string port = worker.Await("at").Split(':')[^1];
        using var copy = new Copying("zeromq://me:pass-word-1@127.0.0.1:0/plant?listen", $"zeromq://127.0.0.1:{port}?push");
        using NodePeer publisher = LibZmq.Start(new()
        {
            ["socket"] = "pub",
            ["connect"] = $"tcp://127.0.0.1:{copy.ListeningPort()}",
            ["client"] = new System.Text.Json.Nodes.JsonArray("me", "pass-word-1"),
            ["topic"] = "plant/1",
            ["wait"] = "sub",
            ["count"] = Count,
        });
        worker.AssertEndsWell();
        Assert.Equal(Count, worker.Lines.Count(static line => int.TryParse(line, CultureInfo.InvariantCulture, out _)));
        copy.Stop();
        Assert.DoesNotContain("pass-word-1", copy.Tool.Error + copy.Tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_pushed_is_published_under_a_topic()
    {
        using NodePeer subscriber = Subscribe("hall", out string port);
        using var copy = new Copying("zeromq://127.0.0.1:0?pull&listen", $"zeromq://127.0.0.1:{port}/hall-1");
        using var pusher = new PushSocket($">tcp://127.0.0.1:{copy.ListeningPort()}");
        Until(copy, () => pusher.SendFrame("a"), subscriber, "hall-1|a");
    }

    [Fact]
    public void Topics_of_messages_are_those_that_they_are_published_under()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var broker = new Broker();
        using NodePeer subscriber = Subscribe("", out string port);
        using var copy = new Copying($"mqtt://127.0.0.1:{broker.Port}/plant/#", $"zeromq://127.0.0.1:{port}");
        Until(copy, () => Mosquitto.Publish(broker.Port, null, "-t", "plant/1", "-m", "a"), subscriber, "plant/1|a");
    }

    private static NodePeer Subscribe(string topic, out string port)
    {
        NodePeer subscriber =
            LibZmq.Start(new() { ["socket"] = "sub", ["bind"] = "tcp://127.0.0.1:*", ["count"] = 1, ["topic"] = topic, ["stay"] = true });
        port = subscriber.Await("at").Split(':')[^1];
        return subscriber;
    }

    /// <summary>What is published before somebody has subscribed is lost: it is sent until it comes.</summary>
    private static void Until(Copying copy, Action send, NodePeer subscriber, string line)
    {
        copy.Until(() =>
        {
            send();
            return subscriber.Lines.Contains(line);
        }, "it was published");
        copy.Stop();
    }
}
