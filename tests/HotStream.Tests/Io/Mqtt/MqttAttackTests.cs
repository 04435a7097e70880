using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using HotStream.Mqtt;
using HotStream.Tests.Cli;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Peers that mean no good, or are broken, harm nobody but themselves.</summary>
public sealed partial class MqttAttackTests
{
    [Fact]
    public void Peers_that_announce_much_before_they_say_who_they_are_are_shown_the_door()
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var listening = new MqttListening(options => options.PayloadBytesMax = 8 << 20, letters: letters);
        MqttPeer[] peers = [.. Enumerable.Range(0, 120).Select(_ => MqttPeer.Open(listening.Port))];
        Array.ForEach(peers, peer => peer.Send([0x10, 0x80, 0x80, 0x80, 0x02])); // CONNECT of 4 MiB
        Array.ForEach(peers, peer => Assert.True(peer.IsClosedByTheOtherSide()));
        Assert.All(letters, letter => Assert.Contains("ConnectBytesMax", letter.Reason, StringComparison.Ordinal));
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        device.Publish("a", "works");
        Assert.Equal(["a works 0"], listening.WaitFor(1));
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void Bytes_are_charged_when_they_have_come_not_when_they_are_announced()
    {
        using var listening = new MqttListening(options => options.PayloadBytesMax = 8 << 20);
        MqttPeer[] peers = [.. Enumerable.Range(0, 120).Select(i => MqttPeer.Connect(listening.Port, MqttVersion.V311, $"peer-{i}"))];
        Array.ForEach(peers, peer => peer.Send([0x30, 0x80, 0x80, 0x80, 0x02, 0, 1, (byte)'a', 1, 2, 3])); // PUBLISH of 4 MiB begins
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        device.Send(o => MqttWriter.Publish(o, MqttVersion.V5, "a"u8, new byte[3 << 20])); // there is room for a large one
        device.Publish("a", "works", qos: 1, id: 1);
        Assert.Equal(2, listening.WaitFor(2).Length);
        Assert.Equal((MqttPacketType.PubAck, 1), device.ReadAck());
        peers[0].Send(new byte[(4 << 20) - 6]); // the rest of it
        Assert.Equal(3, listening.WaitFor(3).Length);
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void Over_the_share_of_the_budget_who_holds_most_without_finishing_goes_and_the_others_work()
    {
        using var log = new LogCapture();
        // 4 MiB for what is not finished, 1 MiB for one
        using var listening = new MqttListening(log: log, engine: options => options.MemoryBudgetBytes = 16 << 20);
        MqttPeer[] peers = [.. Enumerable.Range(0, 10).Select(i => MqttPeer.Connect(listening.Port, MqttVersion.V5, $"peer-{i}"))];
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        byte[] part = [0x30, 0x80, 0x80, 0x40, 0, 1, (byte)'a', .. new byte[900_000]]; // of 1 MiB
        int cut = 0;
        foreach (MqttPeer peer in peers)
        {
            try
            {
                peer.Send(part);
            }
            catch (IOException)
            {
                cut++; // in the middle of it
            }
        }

        Engine.WaitFor(() => log.Entries.Count(entry => entry.Message.Contains("MemoryBudgetBytes", StringComparison.Ordinal)) >= 3,
            "the worst were cut off");
        device.Publish("a", "works", qos: 1, id: 1);
        Assert.Equal(["a works 1"], listening.WaitFor(1));
        Assert.Equal((MqttPacketType.PubAck, 1), device.ReadAck());
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public async Task Those_who_drip_a_CONNECT_have_the_time_for_a_CONNECT_and_no_more()
    {
        using var log = new LogCapture();
        using var listening = new MqttListening(options => options.ConnectTimeout = TimeSpan.FromSeconds(1), log: log);
        byte[] connect = MqttCases.Write(o => MqttWriter.Connect(o,
            new MqttConnect { Version = MqttVersion.V5, CleanStart = true, ClientId = Encoding.ASCII.GetBytes(new string('c', 2000)) }));
        Task[] drippers = [.. Enumerable.Range(0, 8).Select(async i =>
        {
            using MqttPeer peer = MqttPeer.Open(listening.Port);
            for (int at = 0; ; at++)
            {
                if (peer.Socket.Poll(0, SelectMode.SelectRead))
                {
                    Assert.True(peer.IsClosedByTheOtherSide());
                    return;
                }

                Assert.True(at < connect.Length, "The CONNECT was taken after minutes.");
                try
                {
                    peer.Send([connect[at]]);
                }
                catch (IOException)
                {
                    return;
                }

                await Task.Delay(100);
            }
        })];
        await Task.WhenAll(drippers).WaitAsync(Engine.Patience);
        // a few lines a second for one cause
        Assert.InRange(log.Entries.Count(entry => entry.Message.Contains("ConnectTimeout", StringComparison.Ordinal)), 1, 8);
    }

    [Fact]
    public async Task A_packet_that_does_not_go_on_ends_the_connection_and_one_that_does_arrives()
    {
        using var log = new LogCapture();
        using var listening = new MqttListening(options => options.ProgressTimeout = TimeSpan.FromSeconds(3), log: log);
        using MqttPeer slow = MqttPeer.Connect(listening.Port, MqttVersion.V5, "slow");
        using MqttPeer dripper = MqttPeer.Connect(listening.Port, MqttVersion.V5, "dripper");
        byte[] packet = MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V5, "a"u8, new byte[20_000]));
        Task dripping = Task.Run(async () =>
        {
            for (int at = 0; at < packet.Length && !dripper.Socket.Poll(0, SelectMode.SelectRead); at++)
            {
                dripper.Send([packet[at]]);
                await Task.Delay(50);
            }
        });
        for (int at = 0; at < packet.Length; at += 4001)
        {
            slow.Send(packet[at..Math.Min(packet.Length, at + 4001)]);
            await Task.Delay(800); // four in all: longer than the time-out
        }

        await dripping.WaitAsync(Engine.Patience);
        Assert.Equal(MqttPacketType.Disconnect, dripper.Read().Type);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("ProgressTimeout", StringComparison.Ordinal));
        Assert.Single(listening.WaitFor(1));
        slow.Publish("a", "still here", qos: 1, id: 1);
        listening.WaitFor(2);
        Assert.Equal((MqttPacketType.PubAck, 1), slow.ReadAck());
    }

    [Fact]
    public void A_handshake_of_TLS_that_does_not_go_on_holds_no_thread_and_ends()
    {
        using var certificates = new TestCertificates();
        using var listening = new MqttListening(options =>
        {
            options.Tls = certificates.ServerOptions();
            options.ConnectTimeout = TimeSpan.FromSeconds(3);
        });
        MqttPeer[] peers = [.. Enumerable.Range(0, 2 * MqttCrew.ThreadsMax).Select(_ => MqttPeer.Open(listening.Port))];
        Array.ForEach(peers, peer => peer.Send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])); // a hello begins
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Connect(System.Net.IPAddress.Loopback, listening.Port);
            using var tls = new System.Net.Security.SslStream(new NetworkStream(socket));
            tls.AuthenticateAsClient(certificates.ClientOptions());
            tls.Write(MqttCases.Write(o =>
                MqttWriter.Connect(o, new MqttConnect { Version = MqttVersion.V311, CleanStart = true, ClientId = "c"u8 })));
            Assert.Equal([0x20, 2, 0, 0], ReadExactly(tls, 4));
            byte[] packet = MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V311, "a"u8, new byte[100_000], qos: 1, packetId: 1));
            for (int at = 0; at < packet.Length; at += 7000)
            {
                tls.Write(packet.AsSpan(at, Math.Min(7000, packet.Length - at)));
            }

            listening.WaitFor(1);
            Assert.Equal([0x40, 2, 0, 1], ReadExactly(tls, 4));
        }

        Array.ForEach(peers, peer => Assert.True(peer.IsClosedByTheOtherSide()));
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void Who_has_not_said_who_it_is_makes_room_for_another()
    {
        using var log = new LogCapture();
        using var listening = new MqttListening(options => options.ConnectionsMax = 3, log: log);
        using MqttPeer known = MqttPeer.Connect(listening.Port, MqttVersion.V5, "known");
        using MqttPeer first = MqttPeer.Open(listening.Port);
        using MqttPeer second = MqttPeer.Open(listening.Port);
        Thread.Sleep(50);
        using MqttPeer another = MqttPeer.Connect(listening.Port, MqttVersion.V5, "another");
        Assert.True(first.IsClosedByTheOtherSide());
        Assert.True(second.IsSilent());
        known.Publish("a", "known");
        another.Publish("a", "another");
        Assert.Equal(["a another 0", "a known 0"], listening.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_device_that_does_not_read_is_cut_off_with_a_reason_and_stalls_no_other()
    {
        using var log = new LogCapture();
        var devices = new MqttDevices();
        using var listening = new MqttListening(
            options =>
            {
                options.Devices = devices;
                options.Acknowledge = MqttAcknowledge.Stored;
                options.UnsentBytesMax = 64 * 1024;
            }, log: log);
        using MqttPeer deaf = MqttPeer.Connect(listening.Port, MqttVersion.V311, "deaf");
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V311, "device");
        deaf.Socket.ReceiveBufferSize = 4096;
        byte[] packets = MqttCases.Write(o =>
        {
            for (ushort id = 1; id <= 10_000; id++)
            {
                MqttWriter.Publish(o, MqttVersion.V311, "a"u8, default, qos: 1, packetId: id);
            }
        });
        Task flood = Task.Run(() =>
        {
            try
            {
                while (true)
                {
                    deaf.Send(packets); // 40,000 bytes of acknowledgements each
                }
            }
            catch (IOException)
            {
                // cut off
            }
        });
        device.Subscribe("c", 1);
        for (ushort id = 1; !flood.IsCompleted; id = (ushort)(id % 60_000 + 1))
        {
            device.Publish("b", "mine", qos: 1, id: id);
            Assert.Equal((MqttPacketType.PubAck, id), device.ReadAck());
            listening.Engine.Tick(); // so that memory is free again
            Thread.Sleep(1);
        }

        await flood;
        Engine.WaitFor(() => log.Entries.Any(entry =>
            entry.Message.Contains("does not read what is sent to it", StringComparison.Ordinal)), "the reason was told");
        devices.Publish("c", "command");
        Assert.Equal("c command 1", device.ReadPublish().Message);
    }

    [Fact]
    public void A_device_that_leaves_a_little_unread_for_too_long_is_cut_off_too()
    {
        using var log = new LogCapture();
        var devices = new MqttDevices();
        using var listening = new MqttListening(
            options =>
            {
                options.Devices = devices;
                options.ProgressTimeout = TimeSpan.FromSeconds(1);
                options.UnsentBytesMax = 64 << 20;
            }, log: log);
        using MqttPeer deaf = MqttPeer.Connect(listening.Port, MqttVersion.V311, "deaf");
        deaf.Socket.ReceiveBufferSize = 4096;
        deaf.Subscribe("c", 1);
        var payload = new byte[1 << 20];
        for (int i = 0; i < 12; i++)
        {
            devices.Publish("c", payload);
        }

        Engine.WaitFor(() => log.Entries.Any(entry =>
            entry.Message.Contains("it has read nothing of", StringComparison.Ordinal)), "it was cut off");
    }

    [Fact]
    public void A_payload_of_the_limit_is_taken_and_one_byte_more_is_not()
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var listening = new MqttListening(options => options.PayloadBytesMax = 1000, letters: letters);
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        string topic = new('t', 5000); // is not counted
        device.Publish(topic, new string('p', 1000));
        Assert.Equal(5000 + 1000 + 3, listening.WaitFor(1)[0].Length);
        device.Publish("t", new string('p', 1001));
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.PacketTooLarge), (type, body[0]));
        Assert.Contains("PayloadBytesMax", Assert.Single(letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_system_has_no_more_files_the_listener_says_so_once_and_accepts_again_later()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Mosquitto.IsInstalled, "needs a limit of open files, and mosquitto");
        using CliProcess tool = CliProcess.StartWithin(openFiles: 250, "mqtt", "--listen", "0", "--interval", "100ms");
        tool.WaitFor("listening on", process => process.Error);
        int port = int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        MqttPeer[] peers = [.. Enumerable.Range(0, 260).Select(_ => MqttPeer.Open(port))];
        tool.WaitFor("A connection could not be taken", process => process.Error);
        Array.ForEach(peers, peer => peer.Dispose());
        tool.WaitFor("Connections are taken again", process => process.Error);
        Assert.Equal((0, ""), Mosquitto.Publish(port, null, "-q", "1", "-t", "t", "-m", "still here"));
        tool.WaitFor("still here", process => process.Output);
        Assert.Single(NoConnection().Matches(tool.Error));
    }

    private static byte[] ReadExactly(Stream stream, int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();

    [GeneratedRegex("A connection could not be taken")]
    private static partial Regex NoConnection();
}
