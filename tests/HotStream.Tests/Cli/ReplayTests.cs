using System.Text.Json;
using System.Text.Json.Nodes;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Cli;

/// <summary>Dead letters are sent again once their cause is mended; what cannot be is kept.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ReplayTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-replay-");

    private string Letters => Path.Combine(_folder.FullName, "refused.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Good_records_are_sent_and_the_others_kept_with_their_reasons()
    {
        using var server = new ElasticsearchStandIn();
        string cut = """{"source":"plant/a","position":"p","reason":"r","length":500,"record":"{\"n\": 4"}""";
        Write(
            Letter("plant/a", """{"n": 1}"""),
            "this is no letter",
            cut,
            Letter("plant/a", "no json"),
            """{"source":"plant/a","position":"p","reason":"r","base64":"eyJuIjogMn0="}""",
            Letter("plant/ä", "{\"n\":\n3, \"text\": \"ä€\"}"));
        (int exitCode, string output, string error) =
            CliProcess.Run("replay", Letters, "--json", "--to", $"elasticsearch://127.0.0.1:{server.Address.Port}/plant");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(["{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3, \"text\": \"ä€\"}"], server.Documents("plant").Values.Order());
        Assert.Contains("kept: line 2: This line is no dead letter", error, StringComparison.Ordinal);
        Assert.Contains("kept: line 3 was cut: 7 of 500 bytes were kept", error, StringComparison.Ordinal);
        Assert.Contains("kept: plant/a: The record is not JSON", error, StringComparison.Ordinal);
        Assert.Matches(
            @"replay: 3 of 6 records sent to elasticsearch 127\.0\.0\.1:\d+/plant in [\d.]+ m?s; 3 were not, and are kept in .*refused\.jsonl\.kept", error);
        string[] kept = File.ReadAllLines(Letters + ".kept");
        Assert.Equal(["this is no letter", cut], kept[..2]);
        JsonNode letter = JsonNode.Parse(Assert.Single(kept[2..]))!;
        Assert.Equal(("plant/a", "no json"), ((string?)letter["source"], (string?)letter["record"]));
        Assert.StartsWith("The record is not JSON", (string?)letter["reason"], StringComparison.Ordinal);
        Assert.Equal(6, File.ReadAllLines(Letters).Length); // stays as it was

        (exitCode, _, error) =
            CliProcess.Run("replay", Letters, "--json", "--to", $"elasticsearch://127.0.0.1:{server.Address.Port}/plant");
        Assert.Equal(2, exitCode);
        Assert.Contains("refused.jsonl.kept is there already", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_destination_that_fails_keeps_everything_that_was_not_sent()
    {
        using var server = new ElasticsearchStandIn();
        server.Faults.RequestError = (503, "unavailable_exception", "not now");
        Write([.. Enumerable.Range(0, 12_000).Select(n => Letter("plant/a", $$"""{"n": {{n}}}"""))]);
        (int exitCode, _, string error) = CliProcess.Run("replay", Letters, "--json", "--retry-for", "300ms", "--to",
            $"elasticsearch://127.0.0.1:{server.Address.Port}/plant");
        Assert.Equal(1, exitCode);
        Assert.Contains("replay: 0 of 12000 records sent", error, StringComparison.Ordinal);
        Assert.Contains("It ended early: ", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllLines(Letters), File.ReadAllLines(Letters + ".kept"));
        server.Faults.RequestError = null;
        (exitCode, _, error) = CliProcess.Run("replay", Letters
            + ".kept", "--json", "--id", "n", "--to", $"elasticsearch://127.0.0.1:{server.Address.Port}/plant");
        Assert.Equal(0, exitCode);
        Assert.Contains("replay: 12000 of 12000 records sent", error, StringComparison.Ordinal);
        Assert.Equal(12_000, server.Documents("plant").Count);
    }

    [Fact]
    public void Records_go_back_to_the_topics_they_came_from()
    {
        using var broker = new Broker();
        // a session that keeps what comes
        Assert.Equal(27, Mosquitto.Subscribe(broker.Port, "-i", "reader", "-c", "-q", "1", "-t", "plant/#", "-W", "1").Code);
        Write(Letter("plant/a", "one"), Letter("elasticsearch http://es:9200/plant", "lost"),
            Letter("postgres db:5432/plant rows", """{"topic": "plant/b", "payload": "two"}"""));
        (int exitCode, _, string error) = CliProcess.Run("replay", Letters, "--to", $"mqtt://127.0.0.1:{broker.Port}");
        Assert.Equal(1, exitCode);
        Assert.Contains("replay: 2 of 3 records sent", error, StringComparison.Ordinal);
        Assert.Contains("kept: line 2 came from elasticsearch http://es:9200/plant, which is no topic: name one, mqtt://HOST/TOPIC", error,
            StringComparison.Ordinal);
        (_, string came) = Mosquitto.Subscribe(broker.Port, "-i", "reader", "-c", "-q", "1", "-t", "plant/#", "-C", "2", "-v", "-W", "60");
        Assert.Equal("plant/a one\nplant/b two\n", came);
    }

    [Fact]
    public void What_postgres_refused_is_stored_after_the_table_is_mended()
    {
        using var broker = new Broker();
        string table = postgres.Table("topic text, n integer CHECK (n < 10), value integer");
        using (CliProcess tool = CliProcess.Start(
            "mqtt", "--broker", $"127.0.0.1:{broker.Port}", "--topic", "plant/#", "--json", "--interval", "100ms", "--dead-letters",
            Letters, "--to", To(table)))
        {
            tool.WaitFor("subscribed at", process => process.Error);
            broker.Publish("plant/a", """{"n": 1, "value": 1}""");
            broker.Publish("plant/a", """{"n": 20, "value": 2}"""); // the server refuses it
            broker.Publish("plant/a", """{"n": 3, "value": 3.5}"""); // the column does
            Engine.WaitFor(() => File.Exists(Letters) && File.ReadAllLines(Letters).Length == 2, "the letters were written");
            Engine.WaitFor(() => StoreTests.Counts(tool.Output) == (3, 1), "the counts were right, they are:\n" + tool.Output);
            tool.Signal(CliProcess.Terminate);
            Assert.Equal(0, tool.WaitForExit());
        }

        postgres.Execute($"ALTER TABLE {table} DROP CONSTRAINT {table}_n_check, ALTER COLUMN value TYPE numeric");
        (int exitCode, _, string error) = CliProcess.Run("replay", Letters, "--json", "--to", To(table));
        Assert.True(exitCode == 0, error);
        Assert.Equal(["plant/a|1|1", "plant/a|20|2", "plant/a|3|3.5"], postgres.Rows($"SELECT * FROM {table} ORDER BY value"));
    }

    [Theory]
    [InlineData("There is no file 'nowhere'.", "replay nowhere")]
    [InlineData("say --json or --single-quoted", "replay nowhere --to elasticsearch://localhost/plant")]
    [InlineData("--id belongs to", "replay nowhere --id x")]
    public void Wrong_arguments_are_one_line_and_2(string problem, string arguments)
    {
        (int exitCode, string output, string error) = CliProcess.Run(arguments.Split(' '));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(problem, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static string Letter(string source, string record) =>
        $$"""{"time":"2026-01-31T12:00:00+00:00","source":{{JsonSerializer.Serialize(source)}},"position":"batch 1 ms, partition 0, record 0","reason":"r","length":{{System.Text.Encoding.UTF8.GetByteCount(record)}},"record":{{JsonSerializer.Serialize(record)}}}""";

    private void Write(params string[] lines) => File.WriteAllLines(Letters, lines);

    private string To(string table)
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        return $"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}?table={table}";
    }
}
