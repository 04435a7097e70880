using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

public sealed class SocketTextStreamTests
{
    [Fact]
    public void Lines_of_a_server_arrive_and_an_unfinished_last_line_counts()
    {
        using var peer = new LinePeer();
        using Engine engine = Connected(peer, out LineCollector lines, partitions: 1);
        Socket socket = peer.Accept();
        LinePeer.Send(socket, "one\r\n\ntwo words\nunfinished");
        LinePeer.Finish(socket);
        Assert.Equal(["one", "", "two words", "unfinished"], lines.WaitFor(4));
    }

    [Fact]
    public void One_byte_at_a_time_gives_the_same_lines()
    {
        using var peer = new LinePeer();
        using Engine engine = Connected(peer, out LineCollector lines, partitions: 1);
        Socket socket = peer.Accept();
        string[] sent = [.. Enumerable.Range(0, 60).Select(i => $"line {i}")];
        foreach (byte b in Encoding.ASCII.GetBytes(string.Concat(sent.Select(line => line + "\n"))))
        {
            socket.Send([b]);
        }

        Assert.Equal(sent, lines.WaitFor(60));
    }

    [Fact]
    public void A_disconnect_is_followed_by_a_new_connection_and_nothing_that_arrived_is_lost()
    {
        using var peer = new LinePeer();
        using Engine engine = Connected(peer, out LineCollector lines);
        for (int i = 1; i <= 4; i++)
        {
            Socket socket = peer.Accept();
            LinePeer.Send(socket, $"whole {i}\nhalf {i}");
            LinePeer.Finish(socket);
        }

        Assert.Equal(["half 1", "half 2", "half 3", "half 4", "whole 1", "whole 2", "whole 3", "whole 4"], lines.WaitFor(8).Order());
    }

    [Fact]
    public void A_connection_that_is_reset_is_followed_by_a_new_one()
    {
        using var log = new LogCapture();
        using var peer = new LinePeer();
        using Engine engine = Connected(peer, out LineCollector lines, with: options => options.LoggerFactory = log);
        Socket socket = peer.Accept();
        LinePeer.Send(socket, "before\n");
        lines.WaitFor(1);
        socket.LingerState = new LingerOption(true, 0); // a reset, not an end
        socket.Close();
        LinePeer.Send(peer.Accept(), "after\n");
        Assert.Equal(["before", "after"], lines.WaitFor(2));
        Assert.Contains(log.Entries, entry => entry.Id == 1001);
    }

    [Fact]
    public void A_server_that_is_not_there_yet_is_connected_to_when_it_comes()
    {
        using var log = new LogCapture();
        int port;
        using (var gone = new LinePeer())
        {
            port = gone.Port;
        }

        using var engine = new Engine(with: options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5);
            options.LoggerFactory = log;
        });
        var lines = new LineCollector(engine, engine.Context.SocketTextStream("127.0.0.1", port));
        engine.Context.Start();
        Engine.WaitFor(() => log.Entries.Count(entry => entry.Id == 1001) >= 2, "two attempts failed");
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, port);
        listener.Start();
        using Socket socket = listener.AcceptSocket();
        LinePeer.Send(socket, "at last\n");
        Assert.Equal(["at last"], lines.WaitFor(1));
    }

    [Fact]
    public void A_line_of_100_MB_is_one_dead_letter_in_bounded_memory_and_the_stream_goes_on()
    {
        const int Length = 100_000_000;
        var letters = new ConcurrentQueue<DeadLetter>();
        using var peer = new LinePeer();
        using Engine engine = Connected(peer, out LineCollector lines, with: options => options.DeadLetters = letters.Enqueue);
        Socket socket = peer.Accept();
        LinePeer.Send(socket, "before\n");
        byte[] piece = new byte[100_000];
        Array.Fill(piece, (byte)'x');
        long most = 0;
        for (int i = 0; i < Length / piece.Length; i++)
        {
            LinePeer.SendAll(socket, piece);
            most = Math.Max(most, engine.Context.ReceivedBytesHeld);
        }

        LinePeer.Send(socket, "\nafter\n");
        Assert.Equal(["after", "before"], lines.WaitFor(2).Order());
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal((Length, "byte 7", $"tcp://127.0.0.1:{peer.Port}"), (letter.Length, letter.Position, letter.Source));
        Assert.InRange(most, 1, 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(10)]
    public async Task A_server_that_stalls_after_any_number_of_bytes_does_not_hold_up_a_stop(int bytes)
    {
        using var peer = new LinePeer();
        using Engine engine = Connected(peer, out LineCollector lines);
        Socket socket = peer.Accept();
        byte[] text = new byte[bytes];
        Array.Fill(text, (byte)'y');
        LinePeer.SendAll(socket, text);
        // before that a stop ends the attempt to connect
        Engine.WaitFor(() => engine.Context.ReceivedBytesHeld > 0, "the receiver is connected and has room");
        await Task.Delay(1000); // long enough to be read, whatever else the machine does, and mostly in one piece
        await engine.Context.StopAsync(graceful: true).WaitAsync(Engine.Patience);
        Assert.Equal([bytes], lines.All.Select(line => line.Length));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_pass_through()
    {
        using var peer = new LinePeer();
        using var engine = new Engine();
        var seen = new List<byte[]>();
        engine.Context.SocketTextStream("127.0.0.1", peer.Port)
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(line => line.ToArray())));
        engine.Context.Start();
        Socket socket = peer.Accept();
        LinePeer.SendAll(socket, [0xFF, 0xC3, (byte)'\n']);
        Engine.WaitFor(() =>
        {
            engine.Tick();
            return seen.Count == 1;
        }, "the line arrived");
        Assert.Equal([0xFF, 0xC3], seen[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    [InlineData(-1)]
    public void A_port_that_cannot_be_is_refused(int port)
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Context.SocketTextStream("127.0.0.1", port));
    }

    [Fact]
    public void Netcat_is_a_server_like_any_other()
    {
        int port;
        using (var free = new LinePeer())
        {
            port = free.Port;
        }

        using Process? netcat = StartNetcat(port);
        if (netcat is null)
        {
            Assert.Skip("nc is not installed: install netcat-openbsd");
        }

        try
        {
            using var engine = new Engine(partitions: 1, with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20));
            var lines = new LineCollector(engine, engine.Context.SocketTextStream("localhost", port));
            engine.Context.Start();
            netcat.StandardInput.Write("to be or\nnot to be\n");
            netcat.StandardInput.Flush();
            Assert.Equal(["to be or", "not to be"], lines.WaitFor(2));
            netcat.StandardInput.Write("that is\n");
            netcat.StandardInput.Flush();
            Assert.Equal("that is", lines.WaitFor(3)[2]);
        }
        finally
        {
            netcat.Kill();
            netcat.AwaitExit();
        }
    }

    private static Process? StartNetcat(int port)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("nc", ["-lk", "127.0.0.1", $"{port}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Engine Connected(LinePeer peer, out LineCollector lines, int partitions = 2, Action<StreamingOptions>? with = null)
    {
        var engine = new Engine(partitions, options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5);
            with?.Invoke(options);
        });
        lines = new LineCollector(engine, engine.Context.SocketTextStream("127.0.0.1", peer.Port));
        engine.Context.Start();
        return engine;
    }
}
