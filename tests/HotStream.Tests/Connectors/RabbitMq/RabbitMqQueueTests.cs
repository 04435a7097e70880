using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;
using RabbitMQ.Client;

namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>Queues, read and acknowledged, against a real server.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class RabbitMqQueueTests(RabbitMqFixture fixture) : AcknowledgedSourceContract
{
    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new RabbitMqServer();

    private protected override string Create(IConnectorServer server) => ((RabbitMqServer)server).Queue();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((RabbitMqServer)server).Publish(place, texts);

    private protected override DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place) =>
        context.RabbitMqStream(((RabbitMqServer)server).Address, place, new RabbitMqOptions { Prefetch = InFlight });

    private protected override long Owed(IConnectorServer server, string place) => ((RabbitMqServer)server).Kept(place);

    [Fact]
    public void A_message_that_is_too_large_is_a_dead_letter_and_is_acknowledged()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue();
        using var run = new ConnectorRun(context =>
            context.RabbitMqStream(server.Address, queue, new RabbitMqOptions { MessageBytesMax = 1000 }));
        server.Publish(queue, ["a", new string('x', 2000), "b"]);
        Assert.Equal(["a", "b"], run.WaitFor(2).Order());
        run.WaitUntil(() => server.Kept(queue) == 0, "all was acknowledged");
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Contains("RabbitMqOptions.MessageBytesMax", letter.Reason, StringComparison.Ordinal);
        Assert.Equal((2000, 1000), (letter.Length, letter.Record.Length));
    }

    [Fact]
    public void A_message_has_its_routing_key_and_says_whether_it_was_sent_before()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("quorum");
        bool fails = true;
        var seen = new List<string>();
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(20));
        engine.Context.RabbitMqMessageStream(server.Address, queue).ForeachBatch(batch =>
        {
            List<RabbitMqMessage> messages = batch.ToList();
            seen.AddRange(messages.Select(message => $"{message} {message.Redelivered} {message.Offset}"));
            if (messages.Count > 0 && fails)
            {
                fails = false;
                throw new InvalidDataException("the test says so");
            }
        });
        server.Publish(queue, ["hello"]);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count == 2;
            },
            "it came twice");
        Assert.Equal([$"{queue}: hello False -1", $"{queue}: hello True -1"], seen);
    }

    [Fact]
    public void A_queue_that_does_not_exist_is_waited_for_and_the_log_says_so()
    {
        RabbitMqServer server = fixture.Server;
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context => context.RabbitMqStream(server.Address, "later"), with: options => options.LoggerFactory = log);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("Declare it first", StringComparison.Ordinal)), "it was said");
        server.Do(channel => channel.QueueDeclareAsync("later", durable: true, exclusive: false, autoDelete: true));
        server.Publish("later", ["here"]);
        Assert.Equal(["here"], run.WaitFor(1));
    }

    [Fact]
    public void A_wrong_password_is_said_and_not_shown()
    {
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context => context.RabbitMqStream(fixture.Server.Address, "any", new RabbitMqOptions { Password = "secret-that-is-wrong" }),
            with: options => options.LoggerFactory = log);
        run.WaitUntil(
            () => log.Entries.Any(entry => entry.Message.Contains("does not know this user", StringComparison.Ordinal)), "it was said");
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret-that", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Causes, cause => cause.ToString().Contains("secret-that", StringComparison.Ordinal));
    }

    [Fact]
    public void TLS_is_spoken_with_an_authority_of_ours_and_with_no_other()
    {
        using var certificates = new TestCertificates();
        int port = FreePort.Find();
        using var server = new RabbitMqServer(
            $"listeners.ssl.default = 127.0.0.1:{port}\nssl_options.cacertfile = {{folder}}/ca.pem\n"
            + "ssl_options.certfile = {folder}/server.pem\n"
            + "ssl_options.keyfile = {folder}/key.pem\nssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true",
            ("ca.pem", certificates.AuthorityPem), ("server.pem", certificates.ServerPem), ("key.pem", certificates.ServerKeyPem));
        string queue = server.Queue();
        server.Publish(queue, ["hello"]);
        string address = $"amqps://127.0.0.1:{port}";
        using var log = new LogCapture();
        using (var run = new ConnectorRun(context => context.RabbitMqStream(address, queue), with: options => options.LoggerFactory = log))
        {
            run.WaitUntil(
                () => log.Entries.Any(entry => entry.Message.Contains("cannot be reached", StringComparison.Ordinal)), "it was refused");
        }

        using var trusting = new ConnectorRun(context =>
            context.RabbitMqStream(address, queue, new RabbitMqOptions { Tls = certificates.ClientOptions() }));
        Assert.Equal(["hello"], trusting.WaitFor(1));
    }
}
