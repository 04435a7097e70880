using System.Text;
using HotStream.Flume;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>Events pulled from Spark's sink of Flume, played by avsc.</summary>
public sealed class FlumePullTests(SparkSinkFixture fixture) : AcknowledgedSourceContract, IClassFixture<SparkSinkFixture>
{
    private protected override IConnectorServer Shared => fixture.Server;

    private protected override TimeSpan Away => TimeSpan.FromSeconds(2);

    /// <summary>What is given to a connection that has gone meanwhile comes back alone, after a while.</summary>
    private protected override bool ComesAgainInOrder => false;

    private protected override IConnectorServer StartOwn() => new SparkSinkServer();

    private protected override string Create(IConnectorServer server) => ((SparkSinkServer)server).Open();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((SparkSinkServer)server).Put(place, texts);

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.FlumePullStream(AddressOf(place), new FlumePullOptions { EventsMax = 100, Acknowledge = FlumeAcknowledge.Committed });

    private protected override long Owed(IConnectorServer server, string place) => ((SparkSinkServer)server).Owed(place);

    [Fact]
    public void What_was_committed_is_in_the_state_of_the_next_life_though_no_batch_had_it()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-flume-");
        try
        {
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            string place = fixture.Server.Open();
            for (int life = 0; life < 2; life++)
            {
                using StreamingContext context = Counting(directory, clock, place, counts);
                fixture.Server.Put(place, [$"life {life}", "all"]);
                Engine.WaitFor(() => fixture.Server.Owed(place) == 0, "it was committed, and no batch is due");
                context.Stop(graceful: false);
            }

            using StreamingContext last = Counting(directory, clock, place, counts);
            Engine.WaitFor(() => ConnectorCount.Step(last, clock) && counts.Count >= 3, "all is in the state");
            Assert.Equal(new() { ["life 0"] = 1, ["life 1"] = 1, ["all"] = 2 }, counts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void All_agents_are_pulled_from_and_one_that_is_away_holds_up_no_other()
    {
        string[] places = [fixture.Server.Open(), fixture.Server.Open()];
        int nobody = FreePort.Find();
        using var run = new ConnectorRun(context => context.FlumePullEventStream(
            $"{AddressOf(places[0])},{AddressOf(places[1])}, flume://127.0.0.1:{nobody}", new FlumePullOptions { Connections = 2 })
            .Map(static item => item.TryGetHeader("host"u8, out _) ? item.Body : default));
        fixture.Server.Put(places[0], Enumerable.Range(0, 100).Select(static i => $"a{i}"));
        fixture.Server.Put(places[1], Enumerable.Range(0, 100).Select(static i => $"b{i}"));
        string[] expected = [.. Enumerable.Range(0, 100).SelectMany(static i => new[] { $"a{i}", $"b{i}" })];
        Assert.Equal(expected.Order(), run.WaitFor(200).Order());
        run.WaitUntil(() => Array.TrueForAll(places, place => fixture.Server.Owed(place) == 0), "all was committed");
    }

    [Fact]
    public void An_event_that_is_too_large_is_a_dead_letter_and_the_others_are_taken()
    {
        string place = fixture.Server.Open();
        string large = new('x', 200);
        fixture.Server.Put(place, ["a", large, "b"]);
        using var run = new ConnectorRun(context => context.FlumePullStream(AddressOf(place), new FlumePullOptions { EventBytesMax = 100 }),
            partitions: 1);
        Assert.Equal(["a", "b"], run.WaitFor(2));
        run.WaitUntil(() => fixture.Server.Owed(place) == 0, "it was committed");
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Contains("FlumePullOptions.EventBytesMax", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(large, Encoding.UTF8.GetString(letter.Record.Span));
    }

    [Fact]
    public void What_is_no_such_sink_is_said()
    {
        using var log = new LogCapture();
        using var listening = new FlumeListening(); // an Avro source of Flume: it has no getEventBatch
        using var run = new ConnectorRun(context => context.FlumePullStream($"flume://127.0.0.1:{listening.Place.Port}"),
            with: options => options.LoggerFactory = log);
        Engine.WaitFor(() => log.Entries.Any(static entry => entry.Message.Contains("no Spark sink of Flume", StringComparison.Ordinal)
            || entry.Message.Contains("it is not Flume's AvroSourceProtocol", StringComparison.Ordinal)), "it was said");
    }

    [Theory]
    [InlineData("{\"protocol\":\"X\",\"messages\":{\"getEventBatch\":{}}}", "SparkSinkEvent")]
    [InlineData("{\"messages\":{\"getEventBatch\":{}},\"types\":[{\"name\":\"SparkSinkEvent\",\"fields\":[{\"name\":\"headers\",\"type\":"
        + "{\"type\":\"map\",\"values\":\"string\"}},{\"name\":\"body\",\"type\":\"bytes\"}]}]}", "EventBatch")]
    [InlineData("{\"messages\":{\"append\":{}}}", "no Spark sink")]
    [InlineData("nothing", "no protocol of Avro")]
    public void A_protocol_that_would_be_misread_is_refused(string protocol, string expected) => Assert.Contains(
        expected, SparkProtocol.FindProblem(Encoding.UTF8.GetBytes(protocol)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("flume://agent")]
    [InlineData("http://agent:9988")]
    [InlineData("flume://me:secret@agent:9988")]
    [InlineData("flume://agent:9988,flume://")]
    public void An_address_that_cannot_work_is_refused_and_shows_no_secret(string address)
    {
        using var context = new StreamingContext("test", TimeSpan.FromSeconds(1), new StreamingOptions { OneActivePerProcess = false });
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => context.FlumePullStream(address));
        Assert.Equal("agents", refused.ParamName);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new FlumePullOptions();
        (string Name, Action Set)[] bad =
        [
            ("EventsMax", () => options.EventsMax = 0), ("Connections", () => options.Connections = 0),
            ("AnswerBytesMax", () => options.AnswerBytesMax = 1), ("EventBytesMax", () => options.EventBytesMax = 0),
            ("Timeout", () => options.Timeout = TimeSpan.Zero),
        ];
        Assert.All(bad, option => Assert.Equal(option.Name, Assert.ThrowsAny<ArgumentException>(option.Set).ParamName));
    }

    private static string AddressOf(string place) => $"flume://127.0.0.1:{place}";

    private static StreamingContext Counting(DirectoryInfo directory, ManualClock clock, string place, Dictionary<string, long> counts) =>
        ConnectorCount.Start(directory, clock, TimeSpan.FromDays(1), context => context.FlumePullStream(AddressOf(place)), counts);
}
