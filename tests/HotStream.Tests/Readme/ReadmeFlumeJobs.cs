using HotStream.Tests.Connectors;
using HotStream.Tests.Connectors.Flume;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The Flume job of docs/flume.md, word for word, but for what it prints to.</summary>
public sealed class ReadmeFlumeJobs
{
    [Fact]
    public void Words_of_events_are_counted()
    {
        int port = Connectors.ZeroMq.LibZmq.FreePort();
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
