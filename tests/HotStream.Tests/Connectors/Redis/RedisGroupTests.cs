using HotStream.Tests.Streams;
using StackExchange.Redis;

namespace HotStream.Tests.Connectors.Redis;

/// <summary>Streams read by a group, against a real server.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisGroupTests(RedisFixture fixture) : AcknowledgedSourceContract
{
    private const string Group = "readers";

    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new RedisServer();

    private protected override string Create(IConnectorServer server)
    {
        string key = ((RedisServer)server).Key();
        ((RedisServer)server).Database.StreamCreateConsumerGroup(key, Group, "0-0", createStream: true);
        return key;
    }

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((RedisServer)server).Add(place, texts);

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.RedisStream(((RedisServer)server).Address, place, Group, new RedisOptions { RecordsMax = InFlight });

    private protected override long Owed(IConnectorServer server, string place) => ((RedisServer)server).Owed(place, Group);

    [Fact]
    public void A_group_is_made_where_there_is_none_and_an_entry_has_its_id()
    {
        RedisServer server = fixture.Server;
        string key = server.Key();
        using var engine = new Engine();
        var seen = new List<string>();
        engine.Context.RedisEntryStream(server.Address, key, "new group").ForeachBatch(batch =>
            seen.AddRange(batch.ToList().Select(entry => entry.ToString())));
        engine.Context.Start();
        server.Database.StreamAdd(key, "payload", "hello", "7-3");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count > 0;
            },
            "it came");
        Assert.Equal(["7-3: hello"], seen);
    }

    [Fact]
    public void What_a_consumer_that_is_gone_was_given_is_taken_over()
    {
        RedisServer server = fixture.Server;
        string key = Create(server);
        server.Add(key, ["left behind", "new"]);
        Assert.Single(server.Database.StreamReadGroup(key, Group, "gone", ">", 1));
        using var run = new ConnectorRun(context => context.RedisStream(server.Address, key, Group,
            new RedisOptions { ClaimAfter = TimeSpan.FromMilliseconds(100) }));
        Assert.Equal(["left behind", "new"], run.WaitFor(2).Order());
        run.WaitUntil(() => server.Owed(key, Group) == 0, "all was acknowledged");
        Assert.Equal(2, run.Texts.Count);
    }

    [Fact]
    public void An_entry_without_the_field_is_a_dead_letter_and_is_acknowledged()
    {
        RedisServer server = fixture.Server;
        string key = Create(server);
        server.Database.StreamAdd(key, "other", "value", "5-1");
        server.Add(key, ["a"]);
        using var run = new ConnectorRun(context => context.RedisStream(server.Address, key, Group));
        Assert.Equal(["a"], run.WaitFor(1));
        run.WaitUntil(() => server.Owed(key, Group) == 0, "all was acknowledged");
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal(("entry 5-1", "other=value\n"), (letter.Position, System.Text.Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Contains("RedisOptions.Field", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_was_removed_while_it_was_ours_is_reported_and_holds_nothing_up()
    {
        RedisServer server = fixture.Server;
        string key = Create(server);
        server.Add(key, ["removed", "kept"]);
        StreamEntry[] given = server.Database.StreamReadGroup(key, Group, "me", ">");
        server.Database.StreamDelete(key, [given[0].Id]);
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.RedisStream(server.Address, key, Group, new RedisOptions { Consumer = "me" }),
            with: options => options.LoggerFactory = log);
        Assert.Equal(["kept"], run.WaitFor(1));
        run.WaitUntil(() => server.Owed(key, Group) == 0, "all was acknowledged");
        Assert.Contains(log.Entries, entry => entry.Message.Contains("was removed from the stream", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_password_is_said_and_not_shown()
    {
        using var server = new RedisServer("--requirepass", "right");
        using var log = new LogCapture();
        using (var run = new ConnectorRun(
            context => context.RedisStream(server.Address, "key", Group, new RedisOptions { Password = "secret-that-is-wrong" }),
            with: options => options.LoggerFactory = log))
        {
            run.WaitUntil(
                () => log.Entries.Any(entry => entry.Message.Contains("cannot be reached", StringComparison.Ordinal)), "it was said");
        }

        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret-that", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Causes, cause => cause.ToString().Contains("secret-that", StringComparison.Ordinal));
        server.Add("key", ["hello"]);
        using var right = new ConnectorRun(context =>
            context.RedisStream(server.Address, "key", Group, new RedisOptions { Password = "right" }));
        Assert.Equal(["hello"], right.WaitFor(1));
    }
}
