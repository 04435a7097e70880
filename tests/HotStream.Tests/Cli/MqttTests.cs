using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Cli;

/// <summary>The daily job as people start it: a real broker, a real database, the stand-in for Elasticsearch.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class MqttTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-mqtt-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Fields_go_into_the_columns_of_their_names_and_what_cannot_into_the_dead_letters()
    {
        using var broker = new Broker();
        string table = postgres.Table("id bigint PRIMARY KEY, machine text, celsius double precision, good boolean, at timestamptz, topic "
            + "text, n integer GENERATED ALWAYS AS IDENTITY");
        string letters = Path.Combine(_folder.FullName, "letters");
        using CliProcess tool = CliProcess.Start(
            "mqtt", "--broker", $"127.0.0.1:{broker.Port}", "--topic", "plant/#", "--json", "--interval", "100ms", "--client-id", "tool",
            "--dead-letters", letters,
            "--to", Destination($"{table}&key=id"));
        Publish(broker.Port, tool, "plant/a",
            """{"id": 1, "machine": "it's a machine with a long name", "celsius": 20.5, "good": true, "at": "2026-01-01T10:00:00Z", "other": [1]}""", () => Count(table) == "1");
        Publish(broker.Port, tool, "plant/b", """{"id": 2}""", () => Count(table) == "2");
        Publish(broker.Port, tool, "plant/b", """{"id": "two"}""", () => File.Exists(letters)
            && File.ReadAllText(letters).Contains("expected a whole number", StringComparison.Ordinal));
        Publish(broker.Port, tool, "plant/b", "no json", () => File.ReadAllText(letters).Contains("is not JSON", StringComparison.Ordinal));
        Stop(tool);
        Assert.Equal(
            ["1|it's a machine with a long name|20.5|t|2026-01-01 10:00:00|plant/a", "2|null|null|null|null|plant/b"],
            postgres.Rows($"SELECT id, machine, celsius, good, at AT TIME ZONE 'UTC', topic FROM {table} ORDER BY id"));
        JsonNode[] lines = [.. File.ReadAllLines(letters).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            ("plant/b", "Field id is two, expected a whole number from -9223372036854775808 to 9223372036854775807: column id is bigint."),
            ((string?)lines[0]["source"], (string?)lines[0]["reason"]));
    }

    [Fact]
    public void A_table_that_does_not_exist_is_made_for_windows()
    {
        using var broker = new Broker();
        postgres.Execute("DROP TABLE IF EXISTS windows");
        using CliProcess tool = CliProcess.Start(
            "mqtt", "--broker", $"127.0.0.1:{broker.Port}", "--topic", "t", "--json", "--interval", "100ms", "--window", "60s", "--slide",
            "100ms", "--key", "m", "--sum", "v",
            "--to", Destination("windows"));
        Engine.WaitFor(() => postgres.Rows("SELECT to_regclass('windows')")[0] == "windows", "the table was made");
        Publish(broker.Port, tool, "t", """{"m": "a", "v": 1.5}""", () => postgres.Rows("SELECT max(count) FROM windows")[0] == "1");
        Publish(broker.Port, tool, "t", """{"m": "a", "v": "2"}""", () => postgres.Rows("SELECT max(count) FROM windows")[0] == "2");
        Stop(tool);
        Assert.Equal("a|2|3.5", postgres.Rows("SELECT m, count, sum_v FROM windows ORDER BY window_end DESC LIMIT 1")[0]);
    }

    [Fact]
    public void Single_quoted_messages_become_documents()
    {
        using var broker = new Broker();
        using var server = new ElasticsearchStandIn();
        using CliProcess tool = CliProcess.Start(
            "mqtt", "--broker", $"127.0.0.1:{broker.Port}", "--topic", "plusone", "--single-quoted", "--interval", "100ms",
            "--to", $"elasticsearch://127.0.0.1:{server.Address.Port}/machan-laser");
        Publish(broker.Port, tool, "plusone", "{'machine_name': 'O'Brien', 'good': '1'}",
            () => server.Documents("machan-laser").Count == 1);
        tool.WaitFor("stored in elasticsearch 127.0.0.1", process => process.Output);
        Stop(tool);
        Assert.Equal("""{"machine_name": "O'Brien", "good": "1"}""", server.Documents("machan-laser").Values.Single());
    }

    [Fact]
    public void Devices_publish_to_the_tool_itself_and_windows_are_printed()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using CliProcess tool =
            CliProcess.Start("mqtt", "--listen", "0", "--json", "--interval", "100ms", "--window", "60s", "--slide", "100ms", "--key", "m");
        tool.WaitFor("listening on", process => process.Error);
        int port = int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(0, Mosquitto.Publish(port, null, "-q", "1", "-t", "t", "-m", """{"m": "press"}""").Code);
        tool.WaitFor("  press  1\n", process => process.Output);
        Stop(tool);
    }

    [Fact]
    public void Text_goes_to_files()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using CliProcess tool = CliProcess.Start("mqtt", "--listen", "0", "--interval", "100ms", "--to", $"file://{_folder.FullName}");
        tool.WaitFor("listening on", process => process.Error);
        int port = int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(0, Mosquitto.Publish(port, "one\ntwo\nthree\n", "-q", "1", "-t", "t", "-l").Code);
        Stop(tool);
        Assert.Equal(["one", "three", "two"], Directory.GetFiles(_folder.FullName, "part-*").SelectMany(File.ReadAllLines).Order());
    }

    [Theory]
    [InlineData("Give one of --broker HOST:PORT and --listen PORT.")]
    [InlineData("Say what to subscribe to: --topic TOPIC", "--broker", "b")]
    [InlineData("leave --topic out", "--listen", "0", "--topic", "t")]
    [InlineData("not both", "--listen", "0", "--json", "--single-quoted")]
    [InlineData("give --window TIME too", "--listen", "0", "--key", "k")]
    [InlineData("--key FIELD", "--listen", "0", "--json", "--window", "1s")]
    [InlineData("say --json or --single-quoted", "--listen", "0", "--window", "1s", "--key", "k")]
    public void What_cannot_be_is_one_line_and_2(string problem, params string[] arguments)
    {
        (int exitCode, string output, string error) = CliProcess.Run(["mqtt", .. arguments]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_database_that_stays_away_is_waited_for_then_named()
    {
        (int exitCode, _, string error) =
            CliProcess.Run("mqtt", "--listen", "0", "--json", "--retry-for", "2s", "--to", "postgres://me@127.0.0.1:1/db?table=t");
        Assert.Equal(1, exitCode);
        string[] lines = error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("hotstream: warning: postgres 127.0.0.1:1/db t is away, waiting for up to 2.0 s: ", lines[0],
            StringComparison.Ordinal);
        Assert.StartsWith("hotstream: Cannot reach postgres 127.0.0.1:1/db t: ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("Tried for 2.0 s; start it or correct the address, or wait longer with --retry-for.", lines[1],
            StringComparison.Ordinal);
    }

    /// <summary>Publishes and waits for what is expected.</summary>
    private static void Publish(int port, CliProcess tool, string topic, string message, Func<bool> arrived)
    {
        // retained: a subscription that comes later gets it too
        Assert.Equal(0, Mosquitto.Publish(port, null, "-q", "1", "-r", "-t", topic, "-m", message).Code);
        Engine.WaitFor(arrived, $"{message} arrived; the tool wrote:\n{tool.Error}{tool.Output}");
    }

    private static void Stop(CliProcess tool)
    {
        tool.Signal(CliProcess.Terminate);
        Assert.Equal(0, tool.WaitForExit());
    }

    private string Destination(string table)
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        return $"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}?table={table}";
    }

    private string Count(string table) => postgres.Rows($"SELECT count(*) FROM {table}")[0];

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();
}
