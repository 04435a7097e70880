using HotStream.Tests.Connectors.ClickHouse;
using HotStream.Tests.Connectors.Influx;
using HotStream.Tests.Connectors.MongoDb;
using HotStream.Tests.Connectors.MySql;
using HotStream.Tests.Io;
using HotStream.Tests.Io.Mqtt;
using MongoDB.Bson;

namespace HotStream.Tests.Cli.Copying;

/// <summary>What the tests of files share: a folder with a file that was there before.</summary>
public abstract class CopyFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-copy-");

    protected CopyFilesTests()
    {
        string file = Path.Combine(_folder.FullName, "readings.json");
        File.WriteAllLines(file,
        [
            """{"at": "2026-01-01T10:00:00Z", "machine": "press", "celsius": 20.5, "good": true}""",
            """{"at": "2026-01-01T10:00:00Z", "machine": "laser", "celsius": 3, "good": false, "more": [1]}""",
            """{"machine": 1}""",
        ]);
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    protected string From => $"file://{_folder.FullName}";

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Delete(recursive: true);
}

/// <summary>Files to ClickHouse.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class CopyToClickHouseTests(ClickHouseServer server) : CopyFilesTests
{
    [Fact]
    public void Lines_of_files_become_rows()
    {
        string table = server.Table("at String, machine String, celsius Float64, good UInt8, more Array(Int64)");
        using var copy = new Copying(From, $"clickhouse://127.0.0.1:{server.Address.Port}/{table}", "--json");
        copy.Tool.WaitFor("  3 messages taken, 2 stored in clickhouse ", process => process.Output);
        copy.Stop();
        Assert.Equal(["laser\t3", "press\t20.5"],
            server.Query($"SELECT machine, celsius FROM {table} ORDER BY machine"));
    }
}

/// <summary>Files to InfluxDB.</summary>
[Collection(InfluxCollection.Name)]
public sealed class CopyToInfluxTests(InfluxServer server) : CopyFilesTests
{
    [Fact]
    public void Fields_become_tags_fields_and_time_and_what_has_none_is_a_dead_letter()
    {
        string database = server.Database();
        using var copy = new Copying(From, $"influx://127.0.0.1:{server.Address.Port}/{database}?measurement=readings&tags=machine"
            + "&fields=celsius,good&time=at", "--json");
        copy.Until(() => server.Query("SELECT celsius, good, machine FROM readings", database).Length == 2, "the points were stored");
        copy.Tool.WaitFor("dead letter: ", process => process.Error);
        copy.Stop();
        Assert.Equal(["1767261600000000000|20.5|True|press", "1767261600000000000|3|False|laser"],
            server.Query("SELECT celsius, good, machine FROM readings", database).Order());
        Assert.Contains($"dead letter: {From["file://".Length..]}, ", copy.Tool.Error, StringComparison.Ordinal);
        Assert.Contains("Field at is missing.", copy.Tool.Error, StringComparison.Ordinal);
    }
}

/// <summary>Files to MySQL.</summary>
[Collection(MySqlCollection.Name)]
public sealed class CopyToMySqlTests(MySqlFixture mysql) : CopyFilesTests
{
    [Fact]
    public void Lines_and_their_windows_become_rows_of_tables_that_are_made()
    {
        string lines = $"lines_{Guid.NewGuid():N}";
        string windows = $"windows_{Guid.NewGuid():N}";
        string to = $"mysql://hall:right-9@127.0.0.1:{mysql.Server.Port}/plant?table=";
        using var copy = new Copying(From, to + lines, "--json");
        using var count = new Copying(From, to + windows, "--json", "--window", "60m", "--slide", "100ms", "--key", "machine");
        copy.Until(() => IsThere(lines) && mysql.Rows($"SELECT count(*) FROM {lines}")[0] == "3", "the lines were stored");
        count.Until(() => IsThere(windows) && mysql.Rows($"SELECT count(*) FROM {windows}")[0] != "0", "a window was stored");
        copy.Stop();
        count.Stop();
        Assert.Equal(["press"],
            mysql.Rows($"SELECT json_value(payload, '$.machine') FROM {lines} WHERE json_value(payload, '$.celsius') = 20.5"));
        Assert.Equal(["1|1", "laser|1", "press|1"], mysql.Rows($"SELECT machine, max(count) FROM {windows} GROUP BY machine ORDER BY 1"));

        bool IsThere(string table) =>
            mysql.Rows($"SELECT count(*) FROM information_schema.tables WHERE table_name = '{table}'")[0] == "1";
    }
}

/// <summary>Files to MongoDB, whose driver a stand-in of ours answers.</summary>
public sealed class CopyToMongoDbTests : CopyFilesTests
{
    [Fact]
    public void Lines_and_their_windows_become_documents()
    {
        using var latest = new MongoStandIn();
        using var minutes = new MongoStandIn();
        using var copy = new Copying(From, $"mongodb://{latest.Place}/plant?collection=latest", "--json", "--id", "machine");
        using var count = new Copying(From, $"mongodb://{minutes.Place}/plant?collection=minutes", "--json", "--window", "60m",
            "--slide", "100ms", "--key", "machine");
        copy.Until(() => latest.Documents.Length == 3, "the lines were stored");
        count.Until(() => minutes.Documents.Length > 2, "a window was stored");
        copy.Stop();
        count.Stop();
        Assert.Equal(["1  ", "laser 3 false", "press 20.5 true"], latest.Documents.Select(
            document => $"{document["_id"]} {document.GetValue("celsius", "")} {document.GetValue("good", "")}").Order());
        Assert.All(minutes.Documents, document =>
        {
            Assert.Equal(BsonType.DateTime, document["window_end"].BsonType);
            Assert.Equal(1, document["count"].AsInt64);
        });
    }

    [Fact]
    public void Without_an_id_each_line_is_a_new_document_and_a_server_that_refuses_is_said()
    {
        using var server = new MongoStandIn();
        using var copy = new Copying(From, $"mongodb://{server.Place}/plant?collection=all", "--json");
        copy.Until(() => server.Documents.Length == 3, "the lines were stored");
        copy.Stop();
        (int exitCode, _, string error) = CliProcess.Run(
            "copy", "--from", From, "--to", $"mongodb://me:secret@{server.Place}/plant?collection=all", "--json", "--retry-for", "1ms");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Authentication failed", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_speaks_TLS_is_checked_against_an_authority()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        using var server = new MongoStandIn(certificates.ServerOptions());
        using var folder = new Folder();
        string Pem(string name, string text)
        {
            string path = folder.PathOf(name);
            File.WriteAllText(path, text);
            return path;
        }

        string right = Pem("ca.pem", certificates.AuthorityPem);
        string To(string host) => $"mongodbs://{host}:{server.Port}/plant?collection=all";
        using var copy = new Copying(From, To("localhost"), "--json", "--ca", right);
        copy.Until(() => server.Documents.Length == 3, "the lines were stored");
        copy.Stop();
        (string Host, string[] Authority)[] wrong =
        [
            ("localhost", []), // it is none of the machine's
            ("localhost", ["--ca", Pem("others.pem", others.AuthorityPem)]),
            ("127.0.0.1", ["--ca", right]), // the certificate is of another name
        ];
        CliProcess[] refusing = [.. wrong.Select(one => CliProcess.Start(
            ["copy", "--from", From, "--to", To(one.Host), "--json", "--retry-for", "1ms", .. one.Authority]))]; // each waits five seconds
        Assert.All(refusing, tool =>
        {
            using (tool)
            {
                Assert.Equal(1, tool.WaitForExit());
                Assert.Contains("certificate", tool.Error, StringComparison.OrdinalIgnoreCase);
            }
        });
        Assert.Equal(3, server.Documents.Length);
    }
}
