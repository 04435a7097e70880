using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Tests.Cli;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>Senders that hold memory, time or handles and give nothing for it: they go, the others are heard.</summary>
public sealed class SocketListenerLimitsTests
{
    [Fact]
    public async Task A_sender_whose_line_trickles_in_is_cut_off_and_the_line_is_a_dead_letter()
    {
        var letters = new List<DeadLetter>();
        using var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.LoggerFactory = log;
            options.DeadLetters = letter =>
            {
                lock (letters)
                {
                    letters.Add(letter);
                }
            };
        });
        IPEndPoint endPoint = await Listen(engine, TimeSpan.FromMilliseconds(300));
        using Socket dripper = Connect(endPoint);
        using Socket silent = Connect(endPoint);
        LinePeer.Send(silent, "one whole line\n"); // says nothing more, and may stay
        var waited = Stopwatch.StartNew();
        try
        {
            while (waited.Elapsed < Engine.Patience)
            {
                LinePeer.Send(dripper, "x");
                await Task.Delay(20);
            }
        }
        catch (SocketException)
        {
            // cut off
        }

        Assert.True(waited.Elapsed < Engine.Patience, "the dripper was never cut off");
        Engine.WaitFor(() =>
        {
            lock (letters)
            {
                return letters.Count == 1;
            }
        }, "the line became a dead letter");
        Assert.Matches("^x+$", Encoding.ASCII.GetString(letters[0].Record.Span));
        Assert.Contains("not finished", letters[0].Reason, StringComparison.Ordinal);
        Assert.Contains(log.Entries, entry => entry.Id == 1002 && entry.Message.Contains("was cut off", StringComparison.Ordinal));
        LinePeer.Send(silent, "heard\n");
        LinePeer.Finish(silent);
    }

    [Fact]
    public async Task Peers_with_unfinished_lines_of_a_megabyte_do_not_keep_others_from_being_heard()
    {
        using var engine = new Engine(with: options => options.MemoryBudgetBytes = 32 * 1024 * 1024);
        var told = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new LineCollector(engine,
            engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), onListening: told.SetResult));
        engine.Context.Start();
        IPEndPoint endPoint = await told.Task.WaitAsync(Engine.Patience);
        byte[] begun = new byte[1_000_000];
        begun.AsSpan().Fill((byte)'x');
        Socket[] holders = [.. Enumerable.Range(0, 40).Select(_ => Connect(endPoint))];
        Task[] sending = [.. holders.Select(holder => Task.Run(() =>
        {
            try
            {
                LinePeer.SendAll(holder, begun);
            }
            catch (SocketException)
            {
                // cut off meanwhile
            }
        }))];
        await Task.WhenAll(sending).WaitAsync(Engine.Patience);
        using Socket useful = Connect(endPoint);
        LinePeer.Send(useful, string.Concat(Enumerable.Range(0, 1000).Select(i => $"line {i}\n")));
        Assert.Equal(1000, lines.WaitFor(1000).Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
        Array.ForEach(holders, holder => holder.Dispose());
    }

    [Fact]
    public async Task Idle_connections_hold_no_memory_of_the_budget()
    {
        const int Connections = 100;
        using var engine = new Engine();
        IPEndPoint endPoint = await Listen(engine, TimeSpan.FromMinutes(1), Connections);
        Socket[] idle = [.. Enumerable.Range(0, Connections).Select(_ => Connect(endPoint))];
        Array.ForEach(idle, socket => LinePeer.Send(socket, "a line, and a bit of the next"));
        Array.ForEach(idle, SentBytes.WaitUntilReceived);
        Engine.WaitFor(() =>
        {
            engine.Tick();
            return engine.Context.Graph.Budget.UsedBytes == 0;
        }, "idle connections had given their memory back");
        Array.ForEach(idle, socket => socket.Dispose());
    }

    [Fact]
    public async Task A_byte_order_mark_at_the_start_of_a_connection_is_no_text()
    {
        using var engine = new Engine(partitions: 1);
        var told = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new LineCollector(engine,
            engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), onListening: told.SetResult));
        engine.Context.Start();
        using Socket socket = Connect(await told.Task.WaitAsync(Engine.Patience));
        foreach (byte b in Encoding.UTF8.GetBytes("\uFEFFfirst\n\uFEFFsecond\n"))
        {
            socket.Send([b]);
        }

        Assert.Equal(["first", "\uFEFFsecond"], lines.WaitFor(2));
    }

    [Fact]
    public void Without_file_handles_left_a_listener_says_so_and_takes_connections_again_when_there_are_some()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of a running process are set with prlimit");
        using CliProcess tool = CliProcess.Start("wordcount", "--listen", "0", "--interval", "100ms");
        tool.WaitFor("listening on ", process => process.Error);
        int port = int.Parse(tool.Error.Split("listening on ")[1].Split('\n')[0].Split(':')[^1], CultureInfo.InvariantCulture);
        var endPoint = new IPEndPoint(IPAddress.Loopback, port);
        using Socket first = Connect(endPoint);
        LinePeer.Send(first, "before\n");
        tool.WaitFor("before", process => process.Output);
        HashSet<int> open = [.. Directory.GetFiles($"/proc/{tool.Id}/fd")
            .Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))];
        // handles are taken from the lowest number on
        Limit(tool.Id, Enumerable.Range(0, 4096).First(number => !open.Contains(number)) + 1);
        Socket[] many = [.. Enumerable.Range(0, 12).Select(_ => Connect(endPoint))];
        tool.WaitFor("could not be taken", process => process.Error);
        Array.ForEach(many, socket => socket.Dispose());
        Limit(tool.Id, 4096);
        tool.WaitFor("are taken again", process => process.Error);
        using Socket afterwards = Connect(endPoint);
        LinePeer.Send(afterwards, "afterwards\n");
        tool.WaitFor("afterwards", process => process.Output);
        Assert.True(tool.Error.Split("could not be taken").Length < 4, tool.Error);
    }

    private static void Limit(int process, int files)
    {
        using Process limit = Process.Start("prlimit", ["--pid", $"{process}", $"--nofile={files}:4096"]);
        limit.AwaitExit();
        Assert.Equal(0, limit.ExitCode);
    }

    private static async Task<IPEndPoint> Listen(Engine engine, TimeSpan lineTimeout, int connectionsMax = 16)
    {
        var told = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), connectionsMax, told.SetResult, lineTimeout)
            .ForeachBatch(batch => batch.Count());
        engine.Context.Start();
        return await told.Task.WaitAsync(Engine.Patience);
    }

    private static Socket Connect(IPEndPoint endPoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendTimeout = (int)Engine.Patience.TotalMilliseconds,
        };
        socket.Connect(endPoint);
        return socket;
    }
}
