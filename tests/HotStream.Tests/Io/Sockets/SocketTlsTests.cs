using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using HotStream.StandIn;
using HotStream.Tests.Connectors.Http;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Sockets;

/// <summary>TLS both ways, with openssl at the other end.</summary>
public sealed class SocketTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly CertificateFiles _files;
    private readonly LogCapture _log = new();

    public SocketTlsTests() => _files = new CertificateFiles(_certificates);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lines_of_a_server_that_is_trusted_arrive_and_it_sees_our_certificate(bool asks)
    {
        int port = FreePort.Find();
        using OtherProgram server = StartServer(port, asks ? ["-Verify", "1", "-verify_return_error", "-CAfile", _files.Authority] : []);
        using Engine engine = Started(context => context.SocketTextStream(new DnsEndPoint("localhost", port),
            new SocketStreamOptions { Tls = _certificates.ClientOptions() }), out LineCollector lines);
        server.Send("one\ntwo\n");
        Assert.Equal(["one", "two"], lines.WaitFor(2));
    }

    [Theory]
    [InlineData("other authority", "errors in the certificate chain")]
    [InlineData("other name", "RemoteCertificateNameMismatch")]
    [InlineData("no authority", "errors in the certificate chain")]
    public void A_server_that_is_not_the_one_meant_is_left_and_nothing_is_taken(string what, string says)
    {
        int port = FreePort.Find();
        using OtherProgram server = StartServer(port);
        using var others = new TestCertificates();
        SslClientAuthenticationOptions tls = what switch
        {
            "other authority" => others.ClientOptions(),
            "no authority" => new SslClientAuthenticationOptions(),
            _ => _certificates.ClientOptions(),
        };
        if (what == "other name")
        {
            tls.TargetHost = "example.org";
        }

        using Engine engine = Started(context => context.SocketTextStream(new DnsEndPoint("localhost", port),
            new SocketStreamOptions { Tls = tls }), out LineCollector lines);
        server.Send("secret\n");
        Engine.WaitFor(() => _log.Entries.Any(entry => entry.Message.Contains(says, StringComparison.Ordinal)), "it was said");
        engine.Tick();
        Assert.Empty(lines.All);
    }

    [Fact]
    public void A_server_of_TLS_that_says_nothing_is_left_in_time()
    {
        using var peer = new LinePeer();
        using Engine engine = Started(context => context.SocketTextStream(new DnsEndPoint("localhost", peer.Port),
            new SocketStreamOptions { Tls = _certificates.ClientOptions(), ConnectTimeout = TimeSpan.FromMilliseconds(50) }), out _);
        peer.Accept();
        peer.Accept(); // connected to again
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("did not get through TLS in time", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ClientCertificate.None)]
    [InlineData(ClientCertificate.Optional)]
    [InlineData(ClientCertificate.Required)]
    public void Senders_speak_TLS_and_show_certificates_where_they_are_asked_for(ClientCertificate asked)
    {
        using var others = new TestCertificates();
        using var stranger = new CertificateFiles(others);
        SslServerAuthenticationOptions tls = _certificates.ServerOptions();
        tls.CertificateChainPolicy = _certificates.ClientOptions().CertificateChainPolicy;
        using Engine engine = Listening(
            new SocketListenerOptions { Tls = tls, ClientCertificate = asked }, out LineCollector lines, out int port);
        string[] trusting = ["s_client", "-connect", $"localhost:{port}", "-CAfile", _files.Authority, "-verify_return_error", "-quiet"];
        using OtherProgram known = OtherProgram.Start("openssl", [.. trusting, "-cert", _files.Client, "-key", _files.Key]);
        known.Send("known\n");
        Assert.Equal(["known"], lines.WaitFor(1));
        using OtherProgram unknown = OtherProgram.Start("openssl", trusting);
        unknown.Send("unknown\n");
        using OtherProgram other = OtherProgram.Start("openssl", [.. trusting, "-cert", stranger.Client, "-key", stranger.Key]);
        other.Send("stranger\n");
        int expected = asked switch { ClientCertificate.None => 3, ClientCertificate.Optional => 2, _ => 1 };
        int refused = 3 - expected;
        WaitForRefusals(refused);
        known.Send("known still\n");
        Assert.Contains("known still", lines.WaitFor(expected + 1));
        Assert.Equal(asked == ClientCertificate.None, lines.All.Contains("stranger"));
        Assert.Equal(asked != ClientCertificate.Required, lines.All.Contains("unknown"));
    }

    [Fact]
    public void A_sender_that_begins_TLS_and_says_no_more_is_cut_off_and_a_plain_one_is_refused()
    {
        using Engine engine = Listening(new SocketListenerOptions
        {
            Tls = _certificates.ServerOptions(),
            ConnectTimeout = TimeSpan.FromMilliseconds(100),
        }, out LineCollector lines, out int port);
        using var silent = new TcpClient("localhost", port);
        Engine.WaitFor(() => _log.Entries.Any(entry => entry.Message.Contains("TLS in time", StringComparison.Ordinal)), "it was said");
        silent.ReceiveTimeout = (int)Engine.Patience.TotalMilliseconds;
        Assert.Equal(0, silent.GetStream().Read(new byte[1]));
        using var plain = new TcpClient("localhost", port);
        plain.GetStream().Write("GET / no TLS\n"u8);
        WaitForRefusals(2);
        engine.Tick();
        Assert.Empty(lines.All);
    }

    [Fact]
    public void A_line_that_a_sender_of_TLS_does_not_finish_is_a_dead_letter()
    {
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        using Engine engine = Listening(
            new SocketListenerOptions { Tls = _certificates.ServerOptions(), LineTimeout = TimeSpan.FromMilliseconds(300) },
            out LineCollector lines, out int port, options => options.DeadLetters = letters.Enqueue);
        using OtherProgram sender = OtherProgram.Start(
            "openssl", "s_client", "-connect", $"localhost:{port}", "-CAfile", _files.Authority, "-quiet");
        sender.Send("whole\nunfini");
        Assert.Equal(["whole"], lines.WaitFor(1));
        Engine.WaitFor(() => !letters.IsEmpty, "a dead letter came");
        Assert.Equal("unfini"u8, letters.Single().Record.Span);
    }

    [Fact]
    public void Large_texts_come_whole_through_TLS()
    {
        using Engine engine = Listening(
            new SocketListenerOptions { Tls = _certificates.ServerOptions() }, out LineCollector lines, out int port);
        using OtherProgram sender = OtherProgram.Start(
            "openssl", "s_client", "-connect", $"localhost:{port}", "-CAfile", _files.Authority, "-quiet");
        string[] sent = [.. Enumerable.Range(0, 300).Select(i => new string((char)('a' + (i % 26)), 1 + (i * 1000)))];
        sender.Send(string.Concat(sent.Select(line => line + "\n")));
        Assert.Equal(sent.Order(), lines.WaitFor(sent.Length).Order());
    }

    public void Dispose()
    {
        _files.Dispose();
        _certificates.Dispose();
        _log.Dispose();
    }

    private void WaitForRefusals(int count) => Engine.WaitFor(
        () => _log.Entries.Count(entry => entry.Message.Contains("broke off", StringComparison.Ordinal)) >= count, "it was said");

    private OtherProgram StartServer(int port, params string[] more)
    {
        OtherProgram server = OtherProgram.Start("openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", _files.Server,
            "-key", _files.ServerKey, "-quiet", "-naccept", "100", .. more]);
        Engine.WaitFor(
            () =>
            {
                try
                {
                    using var _ = new TcpClient("127.0.0.1", port);
                    return true;
                }
                catch (SocketException)
                {
                    Thread.Sleep(10);
                    return false;
                }
            },
            "openssl listens");
        return server;
    }

    private Engine Started(Func<StreamingContext, DStream<Utf8Slice>> open, out LineCollector lines, Action<StreamingOptions>? with = null)
    {
        var engine = new Engine(partitions: 1, options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20);
            options.LoggerFactory = _log;
            with?.Invoke(options);
        });
        lines = new LineCollector(engine, open(engine.Context));
        engine.Context.Start();
        return engine;
    }

    private Engine Listening(SocketListenerOptions options, out LineCollector lines, out int port, Action<StreamingOptions>? with = null)
    {
        IPEndPoint? address = null;
        options.OnListening = listening => Volatile.Write(ref address, (IPEndPoint)listening);
        Engine engine = Started(
            context => context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), options), out lines, with);
        Engine.WaitFor(() => Volatile.Read(ref address) is not null, "it listens");
        port = address!.Port;
        return engine;
    }
}
