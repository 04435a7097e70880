using HotStream.Tests.Io;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;
using MySqlConnector;

namespace HotStream.Tests.Connectors.MySql;

/// <summary>A server with a certificate.</summary>
public sealed class MySqlTlsTests
{
    [Fact]
    public void Who_signed_the_servers_certificate_is_checked_and_the_wrong_one_fails_the_batch_at_once()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        using var folder = new Folder();
        using (var open = System.Diagnostics.Process.Start("chmod", ["o+rx", folder.Root])) // the server is another user
        {
            open.AwaitExit();
        }

        string authority = Write("ca.pem", certificates.AuthorityPem);
        string other = Write("other.pem", others.AuthorityPem);
        using var server = new MariaDbServer("--ssl-cert=" + Write("cert.pem", certificates.ServerPem),
            "--ssl-key=" + Write("key.pem", certificates.ServerKeyPem), "--ssl-ca=" + authority);
        server.Execute("CREATE TABLE t (id int); ALTER USER 'hall'@'127.0.0.1' REQUIRE SSL");
        Assert.Contains("SSL", Run(other)?.ToString(), StringComparison.Ordinal);
        Assert.Null(Run(authority));
        Assert.Equal(["1"], server.Rows("SELECT id FROM t"));

        string Write(string name, string text)
        {
            File.WriteAllText(folder.PathOf(name), text);
            return folder.PathOf(name);
        }

        Exception? Run(string trusted)
        {
            using var source = new MySqlDataSource(
                server.ConnectionString.Replace("SslMode=None", $"SslMode=VerifyCA;SslCa={trusted}", StringComparison.Ordinal));
            using var engine = new Engine(partitions: 1);
            engine.Queue<int>([1]).SaveToMySql(source, new MySqlOptions { Table = "t" }, columns => columns.Add("id", x => x));
            engine.Tick();
            return server.Rows("SELECT id FROM t").Length == 1 ? null : engine.Failure();
        }
    }
}
