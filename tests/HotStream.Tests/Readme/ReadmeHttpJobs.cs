using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using HotStream.StandIn;
using HotStream.Tests.Connectors.Http;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Io.Sockets;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The jobs of docs/http.md and docs/sources.md, word for word.</summary>
public sealed class ReadmeHttpJobs
{
    [Fact]
    public void Readings_are_posted()
    {
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        (int port, string token) = (FreePort.Find(), "secret");

        // readme: http-listener
        // answered by 200 when the records are on disk; 429 when the engine is full
        var options = new HttpListenerOptions { BearerToken = token };
        context.HttpListener(port, options)
               .ParseJson(["machine", "celsius"], row => (Machine: row["machine"].ToString(), Celsius: row.GetDouble("celsius")))
               .Filter(reading => reading.Celsius > 80)
               .Print();

        // end
        context.Start();
        Task<(int Status, string)> answer = HttpListening.Begin(() => Curl.Send(
            "--retry", "100", "--retry-connrefused", "--retry-delay", "0", "-H", "Authorization: Bearer secret",
            "-H", "Content-Type: application/x-ndjson", "--data-binary", """{"machine":"a","celsius":81}""", $"http://localhost:{port}/"));
        WaitFor(engine, () => answer.IsCompleted);
        Assert.Equal(200, HttpListening.ResultOf(answer).Status);
    }

    [Fact]
    public void Senders_show_certificates()
    {
        using var engine = new Engine(partitions: 2);
        using var certificates = new TestCertificates();
        using var files = new CertificateFiles(certificates);
        StreamingContext context = engine.Context;
        (int port, string authorityFile) = (FreePort.Find(), files.Authority);
        X509Certificate certificate = certificates.ServerOptions().ServerCertificate!;

        // readme: http-tls
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            CertificateChainPolicy =
                new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authorityFile);   // who signs the senders' certificates
        context.HttpRecordListener(port, new HttpListenerOptions { Tls = tls, ClientCertificate = ClientCertificate.Required })
               .Map(record => record.Target)                                            // the path it was posted to
               .CountByValue()
               .Print();

        // end
        context.Start();
        Task<(int Status, string)> answer = HttpListening.Begin(() => Curl.Send(
            "--retry", "100", "--retry-connrefused", "--retry-delay", "0", "--cacert", files.Authority, "--cert", files.Client,
            "--key", files.Key, "-H", "Content-Type: text/plain", "--data-binary", "a", $"https://localhost:{port}/hall-1"));
        WaitFor(engine, () => answer.IsCompleted);
        Assert.Equal(200, HttpListening.ResultOf(answer).Status);
    }

    [Fact]
    public void Edits_are_counted()
    {
        using var server = new StreamingServer();
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        string place = server.Create();
        server.Send(place, ["a", "b"]);
        (Uri address, string token) = (server.AddressOf(place), "secret");

        // readme: http-events
        context.HttpEventReplayStream(address, new HttpReplayOptions { BearerToken = token })
               .Filter(change => change.Type == "edit")
               .Map(change => change.Data)
               .CountByValue()
               .Print();

        // end
        WaitFor(engine, () => server.Asked(place) > 0);
    }

    private static void WaitFor(Engine engine, Func<bool> condition) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            Thread.Sleep(2);
            return condition();
        },
        "it was done");
}
