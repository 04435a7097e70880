using System.Net.Sockets;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Sockets;

/// <summary>Unix domain sockets both ways, with nc at the other end.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-unix-");

    private string Place => Path.Combine(_directory.FullName, "lines");

    [Fact]
    public void Lines_of_a_server_arrive()
    {
        using OtherProgram server = OtherProgram.Start("nc", "-lkU", Place);
        Engine.WaitFor(() => File.Exists(Place), "nc listens");
        using Engine engine = Started(context => context.SocketTextStream(new UnixDomainSocketEndPoint(Place)), out LineCollector lines);
        server.Send("one\ntwo\n");
        Assert.Equal(["one", "two"], lines.WaitFor(2));
    }

    [Fact]
    public void Lines_of_senders_arrive_and_the_file_goes_with_the_listener()
    {
        using (Engine engine = Listening(out LineCollector lines))
        {
            using OtherProgram one = OtherProgram.Start("nc", "-U", Place);
            using OtherProgram two = OtherProgram.Start("nc", "-U", Place);
            one.Send("from one\n");
            two.Send("from two\n");
            Assert.Equal(["from one", "from two"], lines.WaitFor(2).Order());
        }

        Assert.False(File.Exists(Place));
    }

    [Fact]
    public void A_file_that_a_killed_process_left_is_replaced()
    {
        using (OtherProgram killed = OtherProgram.Start("nc", "-lU", Place))
        {
            Engine.WaitFor(() => File.Exists(Place), "nc listens");
        }

        Assert.True(File.Exists(Place));
        using Engine engine = Listening(out LineCollector lines);
        using OtherProgram sender = OtherProgram.Start("nc", "-U", Place);
        sender.Send("hello\n");
        Assert.Equal(["hello"], lines.WaitFor(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("precious")]
    public void A_file_that_is_no_socket_stays(string text)
    {
        File.WriteAllText(Place, text);
        using var log = new LogCapture();
        using Engine engine = Started(
            context => context.SocketTextListener(new UnixDomainSocketEndPoint(Place), new SocketListenerOptions()), out _, log);
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Message.Contains("in use", StringComparison.Ordinal)), "it was said");
        Assert.Equal(text, File.ReadAllText(Place));
    }

    [Fact]
    public void A_socket_that_somebody_listens_at_stays_his()
    {
        using OtherProgram other = OtherProgram.Start("nc", "-lkU", Place);
        Engine.WaitFor(() => File.Exists(Place), "nc listens");
        using var log = new LogCapture();
        using Engine engine = Started(
            context => context.SocketTextListener(new UnixDomainSocketEndPoint(Place), new SocketListenerOptions()), out _, log);
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Message.Contains("in use", StringComparison.Ordinal)), "it was said");
        using OtherProgram sender = OtherProgram.Start("nc", "-U", Place);
        sender.Send("for the other\n");
        Engine.WaitFor(() => other.Said.Contains("for the other"), "it came to him");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static Engine Started(Func<StreamingContext, DStream<Utf8Slice>> open, out LineCollector lines, LogCapture? log = null)
    {
        var engine = new Engine(partitions: 1, options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20);
            options.LoggerFactory = log ?? options.LoggerFactory;
        });
        lines = new LineCollector(engine, open(engine.Context));
        engine.Context.Start();
        return engine;
    }

    private Engine Listening(out LineCollector lines)
    {
        bool listens = false;
        Engine engine = Started(
            context => context.SocketTextListener(new UnixDomainSocketEndPoint(Place),
                new SocketListenerOptions { OnListening = _ => Volatile.Write(ref listens, true) }),
            out lines);
        Engine.WaitFor(() => Volatile.Read(ref listens), "it listens");
        return engine;
    }
}
