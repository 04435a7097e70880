using System.Text.RegularExpressions;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Cli;

/// <summary>Options of the daily job: ids, dates, types, servers that are away, dead letters in every place.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class StoreTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-store-");
    private readonly Broker _broker = new();

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_field_is_the_id_and_the_last_message_of_an_id_stays()
    {
        using var server = new ElasticsearchStandIn();
        using CliProcess tool = Start("--json", "--id", "machine", "--to", $"elasticsearch://127.0.0.1:{server.Address.Port}/plant");
        Publish(tool, """{"machine": "a", "n": 1}""", """{"machine": "b", "n": 1}""", """{"machine": "a", "n": 2}""", """{"n": 3}""");
        Engine.WaitFor(() => server.Documents("plant").Count == 2
            && tool.Error.Contains("Field machine is missing.", StringComparison.Ordinal), "the documents were stored");
        Engine.WaitFor(() => Counts(tool.Output) == (4, 3), "the counts were right, they are:\n" + tool.Output);
        Stop(tool);
        Assert.Equal(["""{"machine": "a", "n": 2}""", """{"machine": "b", "n": 1}"""], server.Documents("plant")
            .OrderBy(document => document.Key).Select(document => document.Value));
    }

    [Fact]
    public void An_index_may_have_a_date_and_version_five_needs_a_type()
    {
        using var server = new ElasticsearchStandIn(version: "5.6.16");
        string to = $"elasticsearch://127.0.0.1:{server.Address.Port}/machan-{{yyyy.MM}}";
        (int exitCode, _, string error) =
            CliProcess.Run("mqtt", "--broker", $"127.0.0.1:{_broker.Port}", "--topic", "t", "--json", "--to", to);
        Assert.Equal(1, exitCode);
        Assert.Contains("is version 5.6.16, whose documents have types with names of their own: say --document-type NAME", error,
            StringComparison.Ordinal);
        using CliProcess tool = Start("--json", "--document-type", "message", "--to", to);
        Publish(tool, """{"n": 1}""");
        string index = $"machan-{DateTime.UtcNow:yyyy.MM}";
        Engine.WaitFor(() => server.Documents(index).Count == 1, "the document was stored");
        Stop(tool);
        Assert.Contains(server.BulkPaths, path => path.StartsWith($"/{index}/message/_bulk", StringComparison.Ordinal));
        Assert.Empty(server.Documents("machan-{yyyy.MM}"));
    }

    [Fact]
    public void A_cluster_that_is_away_and_comes_back_is_one_warning_and_one_line()
    {
        using var server = new ElasticsearchStandIn();
        using CliProcess tool = Start("--json", "--to", $"elasticsearch://127.0.0.1:{server.Address.Port}/plant");
        Publish(tool, """{"n": 1}""");
        Engine.WaitFor(() => server.Documents("plant").Count == 1, "the first document was stored");
        server.Faults.RequestError = (503, "unavailable_exception", "not now");
        Publish(tool, """{"n": 2}""");
        tool.WaitFor("they are sent again: 503", process => process.Error);
        int requests = server.BulkRequests;
        Engine.WaitFor(() => server.BulkRequests > requests + 2, "it was tried several times");
        server.Faults.RequestError = null;
        tool.WaitFor("again after", process => process.Error);
        Stop(tool);
        string[] lines = [.. tool.Error.TrimEnd('\n').Split('\n')];
        Assert.Equal(3, lines.Length); // the first: subscribed
        Assert.Matches($"^hotstream: stored in elasticsearch 127.0.0.1:{server.Address.Port}/plant again after \\d+(\\.\\d)? m?s",
            lines[2]);
        Assert.Equal(2, server.Documents("plant").Count);
    }

    [Fact]
    public void A_broker_that_goes_and_comes_back_is_one_warning_and_one_line()
    {
        using CliProcess tool = Start();
        Publish(tool, "one");
        tool.WaitFor("one\n", process => process.Output);
        _broker.End(graceful: true);
        tool.WaitFor("warning: Receiver", process => process.Error);
        Thread.Sleep(3000); // time for a second attempt, which is not told
        _broker.Begin();
        tool.WaitFor("messages come again after", process => process.Error);
        _broker.Publish("plant/a", "two");
        tool.WaitFor("two\n", process => process.Output);
        Stop(tool);
        Assert.Equal(3, tool.Error.TrimEnd('\n').Split('\n').Length); // the first: subscribed
    }

    [Fact]
    public void Servers_that_are_away_at_the_start_are_waited_for()
    {
        int port = FreePort.Find();
        _broker.End(graceful: true);
        using CliProcess tool = Start("--json", "--to", $"elasticsearch://127.0.0.1:{port}/plant");
        tool.WaitFor($"warning: broker 127.0.0.1:{_broker.Port} is away, waiting for up to 60.0 s", process => process.Error);
        _broker.Begin();
        tool.WaitFor($"broker 127.0.0.1:{_broker.Port} answers after", process => process.Error);
        tool.WaitFor($"warning: elasticsearch 127.0.0.1:{port}/plant is away", process => process.Error);
        using var server = new ElasticsearchStandIn(port);
        tool.WaitFor($"elasticsearch 127.0.0.1:{port}/plant answers after", process => process.Error);
        Publish(tool, """{"n": 1}""");
        Engine.WaitFor(() => server.Documents("plant").Count == 1, "the document was stored");
        Stop(tool);
    }

    [Fact]
    public void Dead_letters_go_to_a_table_and_to_a_topic()
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        string table = $"letters_{_broker.Port}";
        using (CliProcess tool = Start("--json", "--dead-letters",
            $"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}?table={table}"))
        {
            Engine.WaitFor(() => postgres.Rows($"SELECT to_regclass('{table}')")[0] == table, "the table was made");
            Publish(tool, "no json");
            Engine.WaitFor(() => postgres.Rows($"SELECT count(*) FROM {table}")[0] == "1", "the letter was written");
            Stop(tool);
            Assert.DoesNotContain("dead letter:", tool.Error, StringComparison.Ordinal);
            Assert.Equal(["plant/a|no json|7"], postgres.Rows($"SELECT source, convert_from(record, 'UTF8'), length FROM {table}"));
        }

        // a session that keeps what comes
        Assert.Equal(27, Mosquitto.Subscribe(_broker.Port, "-i", "reader", "-c", "-q", "1", "-t", "letters", "-W", "1").Code);
        using (CliProcess tool = Start("--json", "--dead-letters", $"mqtt://127.0.0.1:{_broker.Port}/letters"))
        {
            Publish(tool, "no json");
            (int code, string letter) =
                Mosquitto.Subscribe(_broker.Port, "-i", "reader", "-c", "-q", "1", "-t", "letters", "-C", "1", "-W", "60");
            Assert.Equal(0, code);
            Assert.Contains("\"record\":\"no json\"", letter, StringComparison.Ordinal);
            Stop(tool);
        }
    }

    /// <summary>Messages taken and messages stored, as the tool counted them.</summary>
    internal static (int Taken, int Stored) Counts(string output) => Line().Matches(output)
        .Aggregate((0, 0), (sum, line) =>
            (sum.Item1 + int.Parse(line.Groups[1].ValueSpan, null), sum.Item2 + int.Parse(line.Groups[2].ValueSpan, null)));

    private static void Stop(CliProcess tool)
    {
        tool.Signal(CliProcess.Terminate);
        Assert.Equal(0, tool.WaitForExit());
    }

    private CliProcess Start(params string[] arguments) =>
        CliProcess.Start(["mqtt", "--broker", $"127.0.0.1:{_broker.Port}", "--topic", "plant/#", "--client-id", $"tool{arguments.Length}",
            "--interval", "100ms", .. arguments]);

    /// <summary>Publishes, once the tool has subscribed.</summary>
    private void Publish(CliProcess tool, params string[] messages)
    {
        tool.WaitFor("subscribed at", process => process.Error);
        foreach (string message in messages)
        {
            _broker.Publish("plant/a", message);
        }
    }

    [GeneratedRegex(@"(\d+) messages taken, (\d+) stored")]
    private static partial Regex Line();
}
