using System.Net;
using System.Net.Sockets;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Io;

public sealed class SocketTextListenerTests
{
    [Fact]
    public async Task Several_senders_at_once_are_all_heard()
    {
        using Engine engine = Listening(out LineCollector lines, out Task<IPEndPoint> address);
        IPEndPoint endPoint = await address.WaitAsync(Engine.Patience);
        Task[] senders = [.. Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            using Socket socket = await Connect(endPoint);
            for (int i = 0; i < 200; i++)
            {
                LinePeer.Send(socket, $"{number}:{i}\n");
            }

            LinePeer.Send(socket, $"{number}:last");
            LinePeer.Finish(socket);
        }))];
        await Task.WhenAll(senders).WaitAsync(Engine.Patience);
        string[] expected = [.. Enumerable.Range(0, 8)
            .SelectMany(number => Enumerable.Range(0, 200).Select(i => $"{number}:{i}").Append($"{number}:last"))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.WaitFor(expected.Length).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_connection_over_the_limit_is_closed_and_reported_and_there_is_room_again_when_one_leaves()
    {
        using var log = new LogCapture();
        using Engine engine = Listening(out LineCollector lines, out Task<IPEndPoint> address, connectionsMax: 2, log);
        IPEndPoint endPoint = await address.WaitAsync(Engine.Patience);
        using Socket first = await Connect(endPoint);
        using Socket second = await Connect(endPoint);
        LinePeer.Send(first, "first\n");
        LinePeer.Send(second, "second\n");
        lines.WaitFor(2);
        using (Socket third = await Connect(endPoint))
        {
            Assert.True(IsClosedByTheOtherSide(third));
        }

        Assert.Contains(log.Entries, entry => entry.Id == 1002 && entry.Message.Contains("connectionsMax", StringComparison.Ordinal));
        LinePeer.Finish(first);
        Engine.WaitFor(() =>
        {
            using Socket fourth = Connect(endPoint).GetAwaiter().GetResult();
            try
            {
                LinePeer.Send(fourth, "fourth\n");
                LinePeer.Finish(fourth);
            }
            catch (SocketException)
            {
                // refused still
            }

            Thread.Sleep(20);
            engine.Tick();
            return lines.All.Contains("fourth");
        }, "there was room again");
        LinePeer.Send(second, "second again\n");
        Engine.WaitFor(() =>
        {
            engine.Tick();
            return lines.All.Contains("second again");
        }, "the second sender was heard again");
    }

    [Fact]
    public async Task A_sender_that_breaks_off_disturbs_no_other()
    {
        using Engine engine = Listening(out LineCollector lines, out Task<IPEndPoint> address);
        IPEndPoint endPoint = await address.WaitAsync(Engine.Patience);
        using Socket steady = await Connect(endPoint);
        LinePeer.Send(steady, "one\n");
        using (Socket broken = await Connect(endPoint))
        {
            LinePeer.Send(broken, "whole\nhalf");
            lines.WaitFor(2);
            broken.LingerState = new LingerOption(true, 0); // a reset, not an end
        }

        LinePeer.Send(steady, "two\n");
        Engine.WaitFor(() =>
        {
            engine.Tick();
            return lines.All.Contains("two");
        }, "the steady sender was heard");
        Assert.Contains("whole", lines.All);
    }

    [Fact]
    public async Task A_stop_closes_the_port_and_the_connections()
    {
        using Engine engine = Listening(out LineCollector lines, out Task<IPEndPoint> address);
        IPEndPoint endPoint = await address.WaitAsync(Engine.Patience);
        using Socket idle = await Connect(endPoint);
        LinePeer.Send(idle, "taken\n");
        lines.WaitFor(1);
        await engine.Context.StopAsync().WaitAsync(Engine.Patience);
        Assert.True(IsClosedByTheOtherSide(idle));
        await Assert.ThrowsAsync<SocketException>(() => Connect(endPoint));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_graceful_stop_counts_every_word_that_was_received(bool kept)
    {
        using var engine = new Engine(partitions: 2);
        var address = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        long counted = 0;
        DStream<Utf8Slice> lines = engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), onListening: address.SetResult);
        (kept ? lines.Transform(batch => batch) : lines).Words().Count().ForeachBatch(batch => counted += batch.ToList()[0]);
        engine.Context.Start();
        IPEndPoint endPoint = await address.Task.WaitAsync(Engine.Patience);
        using var stop = new CancellationTokenSource();
        byte[] line = "four words a line\n"u8.ToArray();
        Socket[] sockets = [await Connect(endPoint), await Connect(endPoint), await Connect(endPoint)];
        Task<long>[] senders = [.. sockets.Select(socket => Task.Run(() =>
        {
            long words = 0;
            for (; !stop.IsCancellationRequested; words += 4)
            {
                LinePeer.SendAll(socket, line);
            }

            LinePeer.Send(socket, "an unfinished line");
            SentBytes.WaitUntilReceived(socket);
            return words + 3;
        }))];
        for (int i = 0; i < 10; i++)
        {
            await Task.Delay(20);
            engine.Tick();
        }

        await stop.CancelAsync();
        long[] sent = await Task.WhenAll(senders).WaitAsync(Engine.Patience);
        await engine.Context.StopAsync(graceful: true).WaitAsync(Engine.Patience); // the connections are open still
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Array.ForEach(sockets, socket => socket.Dispose());
        Assert.Equal(sent.Sum(), counted);
    }

    [Fact]
    public async Task A_graceful_stop_reads_what_the_system_has_received_for_an_open_connection()
    {
        using Engine engine = Listening(out LineCollector lines, out Task<IPEndPoint> address);
        using Socket socket = await Connect(await address.WaitAsync(Engine.Patience));
        LinePeer.Send(socket, "first\n");
        lines.WaitFor(1);
        LinePeer.Send(socket, "second\nthe unfinished third");
        SentBytes.WaitUntilReceived(socket);
        await engine.Context.StopAsync(graceful: true).WaitAsync(Engine.Patience);
        Assert.Equal(["first", "second", "the unfinished third"], lines.All.Order(StringComparer.Ordinal));
    }

    private static async Task<Socket> Connect(IPEndPoint endPoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendTimeout = (int)Engine.Patience.TotalMilliseconds,
        };
        try
        {
            await socket.ConnectAsync(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsClosedByTheOtherSide(Socket socket)
    {
        socket.ReceiveTimeout = (int)Engine.Patience.TotalMilliseconds;
        try
        {
            return socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static Engine Listening(out LineCollector lines, out Task<IPEndPoint> address, int connectionsMax = 16, LogCapture? log = null)
    {
        var engine = new Engine(partitions: 2, with: options => options.LoggerFactory = log ?? (ILoggerFactory)NullLoggerFactory.Instance);
        var told = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        lines = new LineCollector(engine,
            engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), connectionsMax, told.SetResult));
        address = told.Task;
        engine.Context.Start();
        return engine;
    }
}
