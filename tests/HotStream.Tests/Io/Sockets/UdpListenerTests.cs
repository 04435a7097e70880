using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Sockets;

/// <summary>Datagrams, sent by nc and by this process.</summary>
public sealed class UdpListenerTests
{
    [Fact]
    public void A_datagram_is_a_record_however_large()
    {
        using Engine engine = Listening(new UdpListenerOptions(), out LineCollector lines, out IPEndPoint address);
        using OtherProgram netcat = OtherProgram.Start("nc", "-u", "127.0.0.1", $"{address.Port}");
        netcat.Send("from nc\n");
        Assert.Equal(["from nc\n"], lines.WaitFor(1));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        string large = new('x', 65_507); // the largest there is
        socket.SendTo(System.Text.Encoding.ASCII.GetBytes(large), address);
        socket.SendTo([], address);
        socket.SendTo("two\nlines\n"u8, address);
        Assert.Equal([large, "", "two\nlines\n"], lines.WaitFor(4)[1..]);
    }

    [Fact]
    public void What_the_system_had_received_when_we_stop_is_taken()
    {
        Engine engine = Listening(new UdpListenerOptions(), out LineCollector lines, out IPEndPoint address);
        using (engine)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            for (int i = 0; i < 50; i++)
            {
                socket.SendTo([(byte)'a'], address);
            }

            engine.Context.Stop(graceful: true);
            Assert.Equal(50, lines.All.Length);
        }
    }

    [Fact]
    public void What_the_system_drops_while_we_do_not_read_is_counted_and_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says what it dropped.");
        const int Sent = 3000;
        using var log = new LogCapture();
        long dropped = 0;
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "HotStream", Name: "hotstream.records.dropped" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value?.ToString()?.StartsWith("udp-listen", StringComparison.Ordinal) == true))
            {
                Interlocked.Add(ref dropped, value);
            }
        });
        meter.Start();
        using Engine engine = Listening(
            new UdpListenerOptions { ReceiveBufferBytes = 8192 }, out LineCollector lines, out IPEndPoint address, options =>
            {
                options.MemoryBudgetBytes = 4 * Slab.StandardCapacity;
                options.LoggerFactory = log;
            });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < Sent; i++)
        {
            socket.SendTo(new byte[1000], address); // more than the budget: it is not read on
        }

        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                Thread.Sleep(1);
                return Interlocked.Read(ref dropped) + lines.All.Length >= Sent;
            },
            "each was taken or counted");
        Assert.Equal(Sent, Interlocked.Read(ref dropped) + lines.All.Length);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("ReceiveBufferBytes", StringComparison.Ordinal));
    }

    [Fact]
    public void Datagrams_for_a_group_come_to_all_who_joined_it()
    {
        var group = IPAddress.Parse("239.255.17.4");
        UdpListenerOptions Options() => new() { MulticastGroup = group, MulticastInterface = IPAddress.Loopback };
        using Engine first = Listening(Options(), out LineCollector lines, out IPEndPoint address, at: new IPEndPoint(IPAddress.Any, 0));
        using Engine second = Listening(Options(), out LineCollector others, out _, at: new IPEndPoint(IPAddress.Any, address.Port));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
        socket.SendTo("to all"u8, new IPEndPoint(group, address.Port));
        Assert.Equal(["to all"], lines.WaitFor(1));
        Assert.Equal(["to all"], others.WaitFor(1));
        Assert.Throws<ArgumentException>(() => new UdpListenerOptions { MulticastGroup = IPAddress.Loopback });
    }

    private static Engine Listening(UdpListenerOptions options, out LineCollector lines, out IPEndPoint address,
        Action<StreamingOptions>? with = null, IPEndPoint? at = null)
    {
        IPEndPoint? listening = null;
        options.OnListening = place => Volatile.Write(ref listening, place);
        var engine = new Engine(partitions: 1, with);
        lines = new LineCollector(engine, engine.Context.UdpListener(at ?? new IPEndPoint(IPAddress.Loopback, 0), options));
        engine.Context.Start();
        Engine.WaitFor(() => Volatile.Read(ref listening) is not null, "it listens");
        address = listening!;
        return engine;
    }
}
