using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using HotStream.Mqtt;
using HotStream.Tests.Cli;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Many devices at a time: silent ones cost next to nothing, busy ones share the threads there are.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class MqttIdleTests
{
    private const int Devices = 10_000;

    [Fact]
    public void Ten_thousand_idle_devices_are_served_in_300_MiB_and_without_a_thread_for_each()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using CliProcess tool = CliProcess.Start("mqtt", "--listen", "0", "--interval", "100ms");
        tool.WaitFor("listening on", process => process.Error);
        int port = int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        byte[] connect = MqttCases.Write(o => MqttWriter.Connect(o,
            new MqttConnect { Version = MqttVersion.V311, CleanStart = true, ClientId = "device-0000"u8, KeepAliveSeconds = 600 }));
        var sockets = new Socket[Devices];
        var answer = new byte[16];
        try
        {
            for (int i = 0; i < Devices; i++)
            {
                System.Text.Encoding.ASCII.GetBytes($"{i:D4}").CopyTo(connect, connect.Length - 4);
                sockets[i] = new Socket(SocketType.Stream, ProtocolType.Tcp)
                {
                    NoDelay = true,
                    ReceiveTimeout = (int)Engine.Patience.TotalMilliseconds,
                };
                Connect(sockets[i], port);
                sockets[i].Send(connect);
            }

            Array.ForEach(sockets, socket => Assert.Equal((4, 0x20, 0), (socket.Receive(answer), answer[0], answer[3])));
            Array.ForEach(sockets, socket => socket.Send([0xC0, 0]));
            Array.ForEach(sockets, socket => Assert.Equal((2, 0xD0), (socket.Receive(answer), answer[0])));

            string status = "";
            Engine.WaitFor(
                () =>
                {
                    Thread.Sleep(100);
                    status = File.ReadAllText($"/proc/{tool.Id}/status");
                    return Status(status, "VmRSS") < 300 * 1024 && Status(status, "Threads") < 100;
                },
                "ten thousand devices took less than 300 MiB and 100 threads");
            TestContext.Current.TestOutputHelper?.WriteLine($"{Status(status, "VmRSS") / 1024} MiB, {Status(status, "Threads")} threads");

            // Each of them is served all the same.
            byte[] message = MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V311, "t"u8, "x"u8, qos: 1, packetId: 1));
            Array.ForEach(sockets, socket => socket.Send(message));
            Array.ForEach(sockets, socket => Assert.Equal((4, 0x40), (socket.Receive(answer), answer[0])));
            sockets[0].Send(MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V311, "t"u8, "still here"u8)));
            tool.WaitFor("still here", process => process.Output);
            Assert.InRange(Status(File.ReadAllText($"/proc/{tool.Id}/status"), "Threads"), 1, 100);
        }
        finally
        {
            Array.ForEach(sockets, socket => socket?.Dispose());
        }
    }

    [Fact]
    public void More_busy_devices_than_threads_are_all_served()
    {
        const int Busy = 3 * MqttCrew.ThreadsMax;
        const int Messages = 400;
        using var listening = new MqttListening(options => options.Acknowledge = MqttAcknowledge.Stored);
        MqttPeer[] peers = [.. Enumerable.Range(0, Busy).Select(i => MqttPeer.Connect(listening.Port, MqttVersion.V311, $"busy-{i}"))];
        for (int i = 0; i < Messages; i++)
        {
            foreach (MqttPeer peer in peers)
            {
                peer.Publish("a", $"{i:D3}", qos: 1, id: (ushort)(i + 1));
            }
        }

        string[] messages = listening.WaitFor(Busy * Messages);
        Assert.Equal(Busy * Messages, messages.Length);
        foreach (MqttPeer peer in peers)
        {
            for (int i = 1; i <= Messages; i++)
            {
                Assert.Equal((MqttPacketType.PubAck, i), peer.ReadAck());
            }

            peer.Dispose();
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_watched_socket_is_told_of_once_each_time_it_is_asked_for(bool forWriting, bool bySelect)
    {
        using var watch = new SocketWatch("test", forWriting, bySelect);
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var one = new Socket(SocketType.Stream, ProtocolType.Tcp);
        one.Connect(listener.LocalEndPoint!);
        using Socket other = listener.Accept();
        var watched = new Watched(other);
        long key = watch.Enter(watched);
        if (forWriting)
        {
            other.Blocking = false;
            while (other.Send(new byte[65536], SocketFlags.None, out SocketError error) > 0 && error == SocketError.Success)
            {
                // until there is no more room
            }
        }

        watch.Arm(key, watched);
        Thread.Sleep(150);
        Assert.Equal(0, watched.Count);
        MakeReady();
        Engine.WaitFor(() => watched.Count == 1, "it was told");
        MakeReady();
        Thread.Sleep(150);
        Assert.Equal(1, watched.Count); // nobody asked again
        watch.Arm(key, watched);
        Engine.WaitFor(() => watched.Count == 2, "it was told at once");
        if (!forWriting)
        {
            other.Receive(new byte[16]);
            watch.Arm(key, watched);
            one.Shutdown(SocketShutdown.Both);
            Engine.WaitFor(() => watched.Count == 3, "the end was told");
        }

        watch.Leave(key);

        void MakeReady()
        {
            if (!forWriting)
            {
                one.Send([1]);
                return;
            }

            var buffer = new byte[1 << 20];
            while (one.Poll(50_000, SelectMode.SelectRead))
            {
                one.Receive(buffer);
            }
        }
    }

    private static void Connect(Socket socket, int port)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException failure) when (attempt < 100 && failure.SocketErrorCode == SocketError.ConnectionRefused)
            {
                Thread.Sleep(10); // the queue of those that wait to be accepted was full
            }
        }
    }

    private static long Status(string status, string name) =>
        long.Parse(Regex.Match(status, $@"^{name}:\s+(\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();

    private sealed class Watched(Socket socket) : IWatched
    {
        private int _count;

        public Socket Socket => socket;

        public int Count => Volatile.Read(ref _count);

        public void OnReady() => Interlocked.Increment(ref _count);
    }
}
