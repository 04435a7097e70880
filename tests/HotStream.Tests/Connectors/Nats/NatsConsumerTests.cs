using HotStream.Tests.Streams;
using NATS.Client.JetStream.Models;

namespace HotStream.Tests.Connectors.Nats;

/// <summary>Durable consumers, against a real server.</summary>
[Collection(NatsCollection.Name)]
public sealed class NatsConsumerTests(NatsFixture fixture) : AcknowledgedSourceContract
{
    private const string Consumer = "readers";

    private protected override bool ComesAgainInOrder => false;

    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new NatsServer();

    private protected override string Create(IConnectorServer server)
    {
        string stream = ((NatsServer)server).Stream();
        ((NatsServer)server).Do(context => context.CreateOrUpdateConsumerAsync(stream, new ConsumerConfig(Consumer)
        {
            DurableName = Consumer,
            MaxAckPending = InFlight,
            AckWait = TimeSpan.FromSeconds(5),
        }).AsTask());
        return stream;
    }

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((NatsServer)server).Add(place, texts);

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.NatsStream(((NatsServer)server).Address, place, Consumer, new NatsOptions { RecordsMax = InFlight });

    private protected override long Owed(IConnectorServer server, string place) => ((NatsServer)server).Owed(place, Consumer);

    [Fact]
    public void A_consumer_is_made_where_there_is_none_and_a_message_has_its_subject_and_sequence()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        using var engine = new Engine();
        var seen = new List<string>();
        engine.Context.NatsMessageStream(server.Address, stream, "new", new NatsOptions { Subject = $"{stream}.in" }).ForeachBatch(batch =>
            seen.AddRange(batch.ToList().Select(message => $"{message} {message.Sequence}")));
        engine.Context.Start();
        server.Do(context => context.PublishAsync($"{stream}.other", "not wanted").AsTask());
        server.Add(stream, ["hello"]);
        Tick(engine, () => seen.Count > 0);
        Assert.Equal([$"{stream}.in: hello 2"], seen);
    }

    [Fact]
    public void What_takes_longer_than_the_ack_wait_is_not_sent_again()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        using var run = new ConnectorRun(
            context => context.NatsStream(server.Address, stream, Consumer, new NatsOptions { AckWait = TimeSpan.FromSeconds(3) }));
        server.Add(stream, Enumerable.Range(0, 100).Select(i => $"{i}"));
        Engine.WaitFor(() => run.Engine.Context.ReceivedBytesHeld > 0, "something was received");
        Thread.Sleep(7000); // no batch for twice as long; it is said each second, and a loaded machine may be two late
        run.WaitFor(100);
        run.WaitUntil(() => server.Owed(stream, Consumer) == 0, "all was acknowledged");
        ConsumerInfo info = server.Do(context => context.GetConsumerAsync(stream, Consumer).AsTask()).Info;
        Assert.Equal((100UL, 0), (info.Delivered.ConsumerSeq, info.NumRedelivered));
        Assert.Equal(100, run.Texts.Count);
    }

    [Fact]
    public void A_consumer_whose_acknowledgements_count_for_all_before_is_read_too()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Do(context => context.CreateOrUpdateConsumerAsync(stream, new ConsumerConfig(Consumer)
        {
            DurableName = Consumer,
            AckPolicy = ConsumerConfigAckPolicy.All,
        }).AsTask());
        using var run = new ConnectorRun(context => context.NatsStream(server.Address, stream, Consumer), partitions: 1);
        string[] sent = [.. Enumerable.Range(0, 2000).Select(i => $"{i}")];
        server.Add(stream, sent);
        Assert.Equal(sent, run.WaitFor(sent.Length));
        run.WaitUntil(() => server.Owed(stream, Consumer) == 0, "all was acknowledged");
    }

    [Fact]
    public void A_work_queue_is_empty_when_all_is_done()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream(config => config.Retention = StreamConfigRetention.Workqueue);
        using var run = new ConnectorRun(context => context.NatsStream(server.Address, stream, Consumer));
        server.Add(stream, ["a", "b"]);
        run.WaitFor(2);
        run.WaitUntil(() => server.Do(context => context.GetStreamAsync(stream).AsTask()).Info.State.Messages == 0, "it is empty");
    }

    [Fact]
    public void A_message_that_is_too_large_is_a_dead_letter_and_is_acknowledged()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Add(stream, ["too long", "ok"]);
        using var run = new ConnectorRun(
            context => context.NatsStream(server.Address, stream, Consumer, new NatsOptions { MessageBytesMax = 5 }));
        Assert.Equal(["ok"], run.WaitFor(1));
        run.WaitUntil(() => server.Owed(stream, Consumer) == 0, "all was acknowledged");
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal((8L, "too l"), (letter.Length, System.Text.Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Contains("NatsOptions.MessageBytesMax", letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "ack policy none")]
    [InlineData("push", "push consumer")]
    [InlineData("filter", "not by NatsOptions.Subject")]
    [InlineData("stream", "there is no such stream")]
    public void A_consumer_that_cannot_be_read_safely_is_refused_and_it_is_said_why(string wrong, string expected)
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Do(context => context.CreateOrUpdateConsumerAsync(stream, new ConsumerConfig(Consumer)
        {
            DurableName = Consumer,
            AckPolicy = wrong == "none" ? ConsumerConfigAckPolicy.None : ConsumerConfigAckPolicy.Explicit,
            DeliverSubject = wrong == "push" ? "somewhere" : null,
        }).AsTask());
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context => context.NatsStream(server.Address, wrong == "stream" ? "none-of-this-name" : stream, Consumer,
                new NatsOptions { Subject = $"{stream}.in" }),
            with: options => options.LoggerFactory = log);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains(expected, StringComparison.Ordinal)), "it was said");
    }

    [Fact]
    public void A_consumer_that_is_deleted_is_made_again()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        using var run = new ConnectorRun(context => context.NatsStream(server.Address, stream, Consumer));
        server.Add(stream, ["a"]);
        run.WaitFor(1);
        run.WaitUntil(() => server.Owed(stream, Consumer) == 0, "it was acknowledged");
        server.Do(context => context.DeleteConsumerAsync(stream, Consumer).AsTask());
        server.Add(stream, ["b"]);
        run.WaitUntil(() => run.Texts.Contains("b"), "what is new comes, though the consumer is another one");
    }

    [Fact]
    public void A_server_that_hangs_is_left_and_read_again_when_it_goes_on()
    {
        using var server = new NatsServer();
        string stream = server.Stream();
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.NatsStream(server.Address, stream, Consumer),
            with: options => options.LoggerFactory = log);
        server.Add(stream, ["a"]);
        run.WaitFor(1);
        server.Hang(true);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("has been silent", StringComparison.Ordinal)), "it was said");
        server.Hang(false);
        server.Add(stream, ["b"]);
        run.WaitUntil(() => run.Texts.Contains("b"), "what is new comes");
    }

    [Fact]
    public void A_wrong_password_is_said_and_not_shown()
    {
        using var server = new NatsServer("--user", "me", "--pass", "right");
        string stream = server.Stream();
        using var log = new LogCapture();
        using (var run = new ConnectorRun(
            context => context.NatsStream(server.Address, stream, Consumer,
                new NatsOptions { UserName = "me", Password = "secret-that-is-wrong" }),
            with: options => options.LoggerFactory = log))
        {
            run.WaitUntil(
                () => log.Entries.Any(entry => entry.Message.Contains("does not know this user", StringComparison.Ordinal)), "it was said");
        }

        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret-that", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Causes, cause => cause.ToString().Contains("secret-that", StringComparison.Ordinal));
        server.Add(stream, ["hello"]);
        using var right = new ConnectorRun(context =>
            context.NatsStream(server.Address, stream, Consumer, new NatsOptions { UserName = "me", Password = "right" }));
        Assert.Equal(["hello"], right.WaitFor(1));
    }

    private static void Tick(Engine engine, Func<bool> until) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            return until();
        },
        "it came");
}
