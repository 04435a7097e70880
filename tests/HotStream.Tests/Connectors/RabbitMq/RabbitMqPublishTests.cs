using System.Buffers;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using RabbitMQ.Client;

namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>Publishing with confirms, against a real server: one of its own, so that nobody waits for those of the sources.</summary>
public sealed class RabbitMqPublishTests(RabbitMqFixture fixture) : IClassFixture<RabbitMqFixture>
{
    [Fact]
    public void It_is_a_sink_that_loses_nothing_while_its_server_is_killed_and_keeps_what_is_refused()
    {
        using var server = new RabbitMqServer();
        string queue = server.Queue();
        var stored = new List<string>();
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            AtLeastOnce = true,
            Write = stream => stream.PublishToRabbitMq(
                server.Address, "", RecordEncoders.Bytes<string>((text, key) => Write(key, text == "nowhere" ? "no such queue" : queue)),
                RecordEncoders.Text<string>(),
                new RabbitMqPublishOptions { RouteWithin = TimeSpan.Zero, TimeProvider = TimeProvider.System }),
            Stored = () =>
            {
                stored.AddRange(server.Drain(queue).Select(message => Encoding.UTF8.GetString(message.Body.Span)));
                return stored;
            },
            Record = static number => $"record {number}",
            Poison = ["nowhere"],
            Break = () => server.End(graceful: false),
            Repair = server.Begin,
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Fact]
    public void A_RabbitMQ_server_gets_the_last_batch_again()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue();
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.PublishToRabbitMq(server.Address, "", queue, RecordEncoders.Text<string>());
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        IReadOnlyList<BasicGetResult> messages = server.Drain(queue);
        Assert.Equal(["0-a", "0-b", "1-a", "1-a", "1-b", "1-b", "2-a", "2-b"],
            messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)).Order(StringComparer.Ordinal));
        Assert.Equal(6, messages.Select(message => message.BasicProperties.MessageId).Distinct().Count());
    }

    [Fact]
    public void A_message_is_persistent_and_says_which_record_it_is()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a", "b"], ["c"]]).PublishToRabbitMq(server.Address, "", queue, RecordEncoders.Text<string>(),
            new RabbitMqPublishOptions { ContentType = "text/plain", TimeProvider = TimeProvider.System });
        engine.Tick(2);
        IReadOnlyList<BasicGetResult> messages = server.Drain(queue);
        Assert.Equal(["a", "b", "c"], messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.All(messages, message => Assert.Equal((DeliveryModes.Persistent, "text/plain"),
            (message.BasicProperties.DeliveryMode, message.BasicProperties.ContentType)));
        Assert.Equal(["1/0/0", "1/0/1", "2/0/0"], messages.Select(message => message.BasicProperties.MessageId![^5..]));
    }

    [Fact]
    public void A_message_larger_than_the_server_takes_is_found_among_others_and_becomes_a_dead_letter()
    {
        using var server = new RabbitMqServer("max_message_size = 100000");
        string queue = server.Queue();
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Add);
        string large = new('x', 100_001);
        engine.Queue<string>([["a", "b", large, "c"], ["d"]]).PublishToRabbitMq(server.Address, "", queue, RecordEncoders.Text<string>(),
            new RabbitMqPublishOptions { TimeProvider = TimeProvider.System });
        engine.Tick(2);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a", "b", "c", "d"], server.Drain(queue).Select(message => Encoding.UTF8.GetString(message.Body.Span)).Distinct());
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(large.Length, letter.Length);
        Assert.Contains("code 406", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_no_queue_takes_yet_is_sent_again_while_the_connection_is_new()
    {
        RabbitMqServer server = fixture.Server;
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Add);
        engine.Queue<string>([["a"]]).PublishToRabbitMq(server.Address, "", "comes up late", RecordEncoders.Text<string>(),
            new RabbitMqPublishOptions { TimeProvider = TimeProvider.System });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromSeconds(1)));
        server.Do(channel => channel.QueueDeclareAsync("comes up late", durable: true, exclusive: false, autoDelete: false));
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Empty(letters);
        Assert.Single(server.Drain("comes up late"));
    }

    [Fact]
    public void Without_mandatory_what_no_queue_takes_is_dropped_by_the_server()
    {
        RabbitMqServer server = fixture.Server;
        int letters = 0;
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = _ => letters++);
        engine.Queue<string>([["a"]]).PublishToRabbitMq(server.Address, "", "no such queue", RecordEncoders.Text<string>(),
            new RabbitMqPublishOptions { Mandatory = false, TimeProvider = TimeProvider.System });
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        Assert.Equal(0, letters);
    }

    [Fact]
    public void Messages_that_a_full_queue_does_not_take_are_sent_again_when_it_has_room()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("classic", ("x-max-length", 10), ("x-overflow", "reject-publish"));
        using var engine = new Engine(partitions: 1);
        string[] sent = [.. Enumerable.Range(0, 100).Select(i => $"{i}")];
        engine.Queue<string>([sent]).PublishToRabbitMq(server.Address, "", queue, RecordEncoders.Text<string>(),
            new RabbitMqPublishOptions { TimeProvider = TimeProvider.System });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        var taken = new List<string>();
        Engine.WaitFor(
            () =>
            {
                taken.AddRange(server.Drain(queue).Select(message => Encoding.UTF8.GetString(message.Body.Span)));
                return taken.Count >= sent.Length;
            },
            "all were taken");
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(sent.Order(), taken.Order());
    }

    [Theory]
    [InlineData("full", "its queue is full")]
    [InlineData("no exchange", "Declare it first")]
    [InlineData("password", "does not know this user and password")]
    public void What_stays_wrong_fails_the_batch_and_says_what(string wrong, string expected)
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("classic", ("x-max-length", 1), ("x-overflow", "reject-publish"));
        using var engine = new Engine(partitions: 1);
        var options = new RabbitMqPublishOptions { RetryFor = TimeSpan.FromSeconds(3), TimeProvider = TimeProvider.System };
        options.Password = wrong == "password" ? "secret-that-is-wrong" : options.Password;
        engine.Queue<string>([["a", "b", "c"]]).PublishToRabbitMq(server.Address, wrong == "no exchange" ? "no such exchange" : "", queue,
            RecordEncoders.Text<string>(), options);
        engine.Tick();
        string said = engine.Failure().ToString();
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-that-is-wrong", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_hangs_is_left_and_the_batch_goes_through_when_it_goes_on()
    {
        using var server = new RabbitMqServer();
        string queue = server.Queue();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"], ["b"]]).PublishToRabbitMq(server.Address, "", queue, RecordEncoders.Text<string>(),
            new RabbitMqPublishOptions { Heartbeat = TimeSpan.FromSeconds(2), TimeProvider = TimeProvider.System });
        engine.Tick();
        server.Hang(true);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromSeconds(5)));
        server.Hang(false);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a", "b"], server.Drain(queue).Select(message => Encoding.UTF8.GetString(message.Body.Span)).Distinct());
    }

    private static void Write(IBufferWriter<byte> output, string text) =>
        output.Write(Encoding.UTF8.GetBytes(text));
}
