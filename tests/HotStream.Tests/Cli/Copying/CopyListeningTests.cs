using System.Net.Sockets;
using HotStream.Tests.Connectors;
using HotStream.Tests.Connectors.Flume;
using HotStream.Tests.Connectors.Http;
using HotStream.Tests.Io.Mqtt;

namespace HotStream.Tests.Cli.Copying;

/// <summary><c>hotstream copy</c> from senders that come to a port of ours.</summary>
public sealed class CopyListeningTests
{
    [Fact]
    public void What_is_posted_goes_where_its_path_says()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var broker = new Broker();
        string[] reader = ["-i", "reader", "-c", "-q", "1", "-t", "hall/#", "-v"];
        Assert.Equal(27, Mosquitto.Subscribe(broker.Port, [.. reader, "-W", "1"]).Code); // what is published is kept for it
        using var copy = new Copying("http://:pass-word-1@127.0.0.1:0?listen", $"mqtt://127.0.0.1:{broker.Port}");
        string place = $"http://127.0.0.1:{copy.ListeningPort()}/hall/1";
        string[] post = ["-H", "Content-Type: application/json", "--data-binary", """[{"a": 1}, {"a": 2}]""", place];
        Assert.Equal(401, Curl.Send(post).Status);
        Assert.Equal((200, """{"records":2}"""), Curl.Send(["-H", "Authorization: Bearer pass-word-1", .. post]));
        Assert.Equal("""
            hall/1 {"a": 1}
            hall/1 {"a": 2}

            """, Mosquitto.Subscribe(broker.Port, [.. reader, "-C", "2", "-W", "60"]).Output);
        copy.Stop();
        Assert.DoesNotContain("pass-word-1", copy.Tool.Error + copy.Tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_posted_over_TLS()
    {
        using var certificates = new TestCertificates();
        using var files = new CertificateFiles(certificates);
        using var copy = new Copying($"https://:token@0.0.0.0:0?listen&cert={files.Server}&key={files.ServerKey}", "-");
        Assert.Equal(200, Curl.Send("--cacert", files.Authority, "-H", "Authorization: Bearer token", "-H", "Content-Type: text/plain",
            "--data-binary", "one\ntwo", $"https://localhost:{copy.ListeningPort()}/").Status);
        copy.Tool.WaitFor("one\ntwo\n", process => process.Output);
        copy.Stop();
    }

    [Fact]
    public void Agents_send_events()
    {
        using var copy = new Copying("flume://localhost:0?listen&deflate", "-");
        using NodePeer agent = FlumeListening.Connect(copy.ListeningPort(), deflate: true);
        FlumeListening.Send(agent, "one", "two");
        copy.Tool.WaitFor("one\ntwo\n", process => process.Output);
        agent.Await("OK");
        copy.Stop();
    }

    [Fact]
    public void Datagrams_are_messages()
    {
        using var copy = new Copying("udp://127.0.0.1:0", "-");
        using var sender = new UdpClient();
        sender.Connect("127.0.0.1", copy.ListeningPort());
        sender.Send("one"u8);
        sender.Send("two"u8);
        copy.Tool.WaitFor("one\ntwo\n", process => process.Output);
        using CliProcess second = CliProcess.Start("copy", "--from", $"udp://127.0.0.1:{copy.ListeningPort()}", "--to", "-");
        Assert.Equal(1, second.WaitForExit());
        Assert.Contains("Choose another port", second.Error, StringComparison.Ordinal);
        copy.Stop();
    }

    [Fact]
    public void A_certificate_that_is_missing_is_one_line_and_2()
    {
        (int exitCode, string output, string error) =
            CliProcess.Run("copy", "--from", "https://127.0.0.1:0?listen&cert=no/such.pem&key=no/such.key", "--to", "-");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("no/such.pem", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
