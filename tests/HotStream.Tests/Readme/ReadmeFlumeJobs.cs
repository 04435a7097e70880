using HotStream.StandIn;
using HotStream.Tests.Connectors;
using HotStream.Tests.Connectors.Flume;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The Flume jobs of docs/flume.md, word for word, but for what they print to.</summary>
public sealed class ReadmeFlumeJobs
{
    [Fact]
    public void Words_of_events_are_counted()
    {
        int port = FreePort.Find();
        using var engine = new Engine(partitions: 1);
        StreamingContext context = engine.Context;

        // readme: flume
        context.FlumeListener(port)
               .Words()
               .CountByValue()
               .Print();

        // end
        context.Start();
        NodePeer? peer = null;
        Engine.WaitFor(() => IsListening(port), "it listens");
        using (peer = FlumeListening.Connect(port))
        {
            FlumeListening.Send(peer, "hello hello");
            Engine.WaitFor(
                () =>
                {
                    engine.Tick();
                    return peer.Lines.Contains("OK");
                },
                "it was answered");
        }
    }

    [Fact]
    public void Words_of_events_that_were_pulled_are_counted_and_sent()
    {
        using var sink = new SparkSinkServer();
        using var agent = new FlumeAgent();
        string place = sink.Open();
        string sinks = $"flume://127.0.0.1:{place}";
        string agents = agent.Address;
        using var engine = new Engine(partitions: 1);
        StreamingContext context = engine.Context;

        // readme: flume-pull
        context.FlumePullStream(sinks)
               .Words()
               .CountByValue()
               .SaveToFlume(agents, (headers, count) => headers.Add("word", count.Key.ToString()),
                   RecordEncoders.Text<KeyValuePair<Utf8Slice, long>>());

        // end
        context.Start();
        sink.Put(place, ["hello hello"]);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return agent.Events.Count > 0;
            },
            "it was counted");
        Assert.Equal("(hello,2)", agent.Events[0].Body);
        Assert.Equal("hello", agent.Events[0].Headers["word"]);
    }

    private static bool IsListening(int port)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
