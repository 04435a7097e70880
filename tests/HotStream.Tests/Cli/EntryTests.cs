using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Cli;

/// <summary>Who may come in, and whom the tool trusts: accounts, TLS of the listener, authorities of brokers and databases.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class EntryTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-entry-");
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("say who may, with --password-file FILE, or say --allow-anonymous", "mqtt --listen 0.0.0.0:0")]
    [InlineData("say who may", "mqtt --listen [::]:0")]
    [InlineData("not both", "mqtt --listen 0 --allow-anonymous --password-file x")]
    [InlineData("--password-file FILE", "mqtt --listen 0 --user me")]
    [InlineData("--password-file cannot be read", "mqtt --listen 0 --user me --password-file nowhere")]
    [InlineData("--password-file cannot be used", "mqtt --listen 0 --password-file nowhere")]
    [InlineData("together", "mqtt --listen 0 --tls-cert x")]
    [InlineData("belong to --listen", "mqtt --broker b --topic t --allow-anonymous")]
    [InlineData("--client-id belongs to --broker", "mqtt --listen 0 --client-id x")]
    [InlineData("'nowhere' cannot be read", "mqtt --listen 0 --ca nowhere --to postgres://h/d?table=t")]
    [InlineData("Nothing stands there", "mqtt --broker b --topic t --client-id ''")]
    public void Wrong_arguments_are_one_line_and_2(string problem, string arguments)
    {
        (int exitCode, string output, string error) = CliProcess.Run([.. arguments.Split(' ').Select(argument => argument.Trim('\''))]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(problem, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_without_tls_is_refused()
    {
        (int exitCode, _, string error) =
            CliProcess.Run("mqtt", "--broker", "b", "--topic", "t", "--ca", File("ca.pem", _certificates.AuthorityPem));
        Assert.Equal(2, exitCode);
        Assert.Contains("--ca is for TLS, and nothing here uses it", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_listener_has_accounts_and_speaks_tls(bool isFileOfAccounts)
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        string password = File("password", isFileOfAccounts ? Mosquitto.HashedPassword("me", "pa55word") : "pa55word\n");
        string authority = File("ca.pem", _certificates.AuthorityPem);
        using CliProcess tool = CliProcess.Start([
            "mqtt", "--listen", "0.0.0.0:0", "--interval", "100ms", "--password-file", password,
                .. (string[])(isFileOfAccounts ? [] : ["--user", "me"]),
            "--tls-cert", File("server.pem", _certificates.ServerPem), "--tls-key", File("server.key", _certificates.ServerKeyPem)]);
        tool.WaitFor("listening on", process => process.Error);
        int port = int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.NotEqual(0, Publish(port, "lie", "-u", "me", "-P", "wrong", "--cafile", authority));
        Assert.NotEqual(0, Publish(port, "lie", "--cafile", authority));
        Assert.Equal(0, Publish(port, "truth", "-u", "me", "-P", "pa55word", "--cafile", authority));
        tool.WaitFor("truth\n", process => process.Output);
        tool.Signal(CliProcess.Terminate);
        Assert.Equal(0, tool.WaitForExit());
        Assert.DoesNotContain("lie", tool.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Anybody_may_send_when_that_is_said_by_name()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using CliProcess tool = CliProcess.Start("mqtt", "--listen", "0.0.0.0:0", "--interval", "100ms", "--allow-anonymous");
        tool.WaitFor("listening on", process => process.Error);
        int port = int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(0, Publish(port, "hello"));
        tool.WaitFor("hello\n", process => process.Output);
        tool.Signal(CliProcess.Terminate);
        Assert.Equal(0, tool.WaitForExit());
    }

    [Fact]
    public void A_broker_and_a_cluster_are_checked_against_an_authority()
    {
        int port = FreePort.Find();
        using var broker = new Broker(
            $"listener {port} 127.0.0.1\ncafile {{folder}}/ca.pem\ncertfile {{folder}}/server.pem\nkeyfile {{folder}}/server.key",
            ("ca.pem", _certificates.AuthorityPem), ("server.pem", _certificates.ServerPem), ("server.key", _certificates.ServerKeyPem));
        using var certificate = X509Certificate2.CreateFromPem(_certificates.ServerPem, _certificates.ServerKeyPem);
        using var server =
            new ElasticsearchStandIn(certificate: X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null));
        string[] arguments = ["mqtt", "--broker", $"mqtts://localhost:{port}", "--topic", "t", "--json", "--interval", "100ms", "--to",
            $"elasticsearchs://localhost:{server.Address.Port}/plant"];
        using (CliProcess tool = CliProcess.Start([.. arguments, "--ca", File("ca.pem", _certificates.AuthorityPem)]))
        {
            tool.WaitFor("subscribed at", process => process.Error);
            broker.Publish("t", """{"n": 1}""");
            Engine.WaitFor(() => server.Documents("plant").Count == 1, "the document was stored");
            tool.Signal(CliProcess.Terminate);
            Assert.Equal(0, tool.WaitForExit());
        }

        using var others = new TestCertificates();
        (int exitCode, _, string error) =
            CliProcess.Run([.. arguments, "--retry-for", "500ms", "--ca", File("others.pem", others.AuthorityPem)]);
        Assert.Equal(1, exitCode);
        Assert.Contains($"Cannot reach elasticsearch localhost:{server.Address.Port}/plant", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_is_checked_against_an_authority()
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        string folder = postgres.Rows("SHOW data_directory")[0];
        Put($"{folder}/server.pem", _certificates.ServerPem);
        Put($"{folder}/server.key", _certificates.ServerKeyPem);
        foreach (string setting in (string[])["ssl_cert_file = 'server.pem'", "ssl_key_file = 'server.key'", "ssl = on"])
        {
            postgres.Execute($"ALTER SYSTEM SET {setting}");
        }

        try
        {
            postgres.Rows("SELECT pg_reload_conf()");
            Engine.WaitFor(() => postgres.Rows("SHOW ssl")[0] == "on", "the server speaks TLS");
            string to =
                $"postgres://{settings.Username}@localhost:{settings.Port}/{settings.Database}?table={postgres.Table("topic text, payload text")}";
            using (CliProcess tool =
                CliProcess.Start("mqtt", "--listen", "0", "--to", to, "--ca", File("ca.pem", _certificates.AuthorityPem)))
            {
                tool.WaitFor("listening on", process => process.Error);
                tool.Signal(CliProcess.Terminate);
                Assert.Equal(0, tool.WaitForExit());
            }

            using var others = new TestCertificates();
            (int exitCode, _, string error) =
                CliProcess.Run("mqtt", "--listen", "0", "--to", to, "--retry-for", "1s", "--ca", File("others.pem", others.AuthorityPem));
            Assert.Equal(1, exitCode);
            Assert.Contains("certificate", error, StringComparison.OrdinalIgnoreCase);
            to = to.Replace("localhost", "127.0.0.1", StringComparison.Ordinal); // the certificate is of another name
            (exitCode, _, error) = CliProcess.Run("mqtt", "--listen", "0", "--to", to, "--retry-for", "1s", "--ca",
                File("ca.pem", _certificates.AuthorityPem));
            Assert.Equal(1, exitCode);
            Assert.Contains("certificate", error, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            postgres.Execute("ALTER SYSTEM RESET ssl");
            postgres.Rows("SELECT pg_reload_conf()");
        }

        void Put(string path, string text) =>
            postgres.Execute($"COPY (SELECT unnest(string_to_array('{text.Trim()}', E'\\n'))) TO PROGRAM 'umask 077; cat > {path}'");
    }

    private static int Publish(int port, string message, params string[] login) =>
        Mosquitto.Publish(port, null, ["-h", "localhost", "-q", "1", "-t", "t", "-m", message, .. login]).Code;

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"listening on 0\.0\.0\.0:(\d+)")]
    private static partial Regex ListeningPort();
}
