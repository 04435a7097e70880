using System.Buffers;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using NATS.Client.JetStream.Models;

namespace HotStream.Tests.Connectors.Nats;

/// <summary>Publishing to streams, against a real server.</summary>
[Collection(NatsCollection.Name)]
public sealed class NatsPublishTests(NatsFixture fixture)
{
    [Fact]
    public void It_is_a_sink_that_loses_and_repeats_nothing_while_its_server_is_killed_and_keeps_what_is_refused()
    {
        using var server = new NatsServer();
        string stream = server.Stream();
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            Write = records => records.PublishToNats(
                server.Address,
                RecordEncoders.Bytes<string>((text, subject) => subject.Write(
                    Encoding.UTF8.GetBytes(text == "nowhere" ? "no.such.subject" : $"{stream}.in"))),
                RecordEncoders.Text<string>(),
                new NatsPublishOptions { RouteWithin = TimeSpan.Zero, TimeProvider = TimeProvider.System }),
            Stored = () => server.Texts(stream),
            Record = static number => $"record {number}",
            Poison = ["nowhere"],
            Break = () => server.End(graceful: false),
            Repair = server.Begin,
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Fact]
    public void A_stream_gets_the_last_batch_again_and_stores_it_once()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.PublishToNats(server.Address, $"{stream}.in", RecordEncoders.Text<string>());
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        Assert.Equal(["0-a", "0-b", "1-a", "1-b", "2-a", "2-b"], server.Texts(stream).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_message_says_which_record_it_is_and_goes_to_its_subject()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a", "b"], ["c"]]).PublishToNats(server.Address,
            RecordEncoders.Bytes<string>((text, subject) => subject.Write(Encoding.UTF8.GetBytes($"{stream}.{text}"))),
            RecordEncoders.Text<string>(), new NatsPublishOptions { TimeProvider = TimeProvider.System });
        engine.Tick(2);
        Assert.Equal(["a 1/0/0", "b 1/0/1", "c 2/0/0"],
            server.Messages(stream).Select(message => $"{message.Subject[^1]} {message.Id![^5..]}"));
    }

    [Theory]
    [InlineData("too large for the stream", "code 10054")]
    [InlineData("too large for the server", "max_payload")]
    [InlineData("no subject", "is no subject")]
    public void A_message_that_will_never_be_taken_is_a_dead_letter_and_the_others_go_on(string wrong, string expected)
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream(config => config.MaxMsgSize = wrong == "too large for the stream" ? 1000 : -1);
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Add);
        string bad = new('x', wrong == "no subject" ? 3 : wrong == "too large for the server" ? 2_000_000 : 2000);
        engine.Queue<string>([["a", bad, "b", "c"]]).PublishToNats(server.Address,
            RecordEncoders.Bytes<string>((text, subject) => subject.Write(
                Encoding.UTF8.GetBytes(wrong == "no subject" && text == bad ? "a pattern.>" : $"{stream}.in"))),
            RecordEncoders.Text<string>(), new NatsPublishOptions { TimeProvider = TimeProvider.System });
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        Assert.Equal(["a", "b", "c"], server.Texts(stream));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(bad.Length, letter.Length);
        Assert.Contains(expected, letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_that_a_full_stream_does_not_take_are_sent_again_when_it_has_room()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream(static config => (config.MaxMsgs, config.Discard) = (10, StreamConfigDiscard.New));
        using var engine = new Engine(partitions: 1);
        string[] sent = [.. Enumerable.Range(0, 40).Select(i => $"{i}")];
        engine.Queue<string>([sent]).PublishToNats(server.Address, $"{stream}.in", RecordEncoders.Text<string>(),
            new NatsPublishOptions { TimeProvider = TimeProvider.System });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        var taken = new HashSet<string>();
        Engine.WaitFor(
            () =>
            {
                taken.UnionWith(server.Texts(stream));
                server.Do(context => context.PurgeStreamAsync(stream, new StreamPurgeRequest()).AsTask());
                Thread.Sleep(50);
                return engine.Context.AwaitDueBatches(TimeSpan.Zero);
            },
            "all were taken");
        taken.UnionWith(server.Texts(stream));
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.InRange(taken.Count, 20, 40); // what came between two looks was not seen
        Assert.Equal(40UL, server.Do(context => context.GetStreamAsync(stream).AsTask()).Info.State.LastSeq);
    }

    [Fact]
    public void A_message_that_no_stream_takes_yet_is_sent_again_while_the_connection_is_new()
    {
        NatsServer server = fixture.Server;
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Add);
        engine.Queue<string>([["a"]]).PublishToNats(server.Address, "comes-up-late.in", RecordEncoders.Text<string>(),
            new NatsPublishOptions { TimeProvider = TimeProvider.System });
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromSeconds(1)));
        server.Make("comes-up-late");
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Empty(letters);
        Assert.Single(server.Texts("comes-up-late"));
    }

    [Theory]
    [InlineData("full", "maximum messages exceeded")]
    [InlineData("password", "does not know this user")]
    [InlineData("right", "does not let us publish")]
    public void What_stays_wrong_fails_the_batch_and_says_what(string wrong, string expected)
    {
        using var server = new NatsServer(
            """
            authorization { users = [
                { user: me, password: right },
                { user: reader, password: right, permissions: { publish: ["$JS.API.>"] } } ] }
            """,
            []);
        string stream = server.Stream(static config => (config.MaxMsgs, config.Discard) = (1, StreamConfigDiscard.New));
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a", "b", "c"]]).PublishToNats(server.Address, $"{stream}.in", RecordEncoders.Text<string>(),
            new NatsPublishOptions
            {
                UserName = wrong == "right" ? "reader" : "me",
                Password = wrong == "password" ? "secret-that-is-wrong" : "right",
                RetryFor = TimeSpan.FromSeconds(wrong == "right" ? 4 : 1),
                TimeProvider = TimeProvider.System,
            });
        engine.Tick();
        string said = engine.Failure().ToString();
        Assert.True(said.Contains(expected, StringComparison.Ordinal), said); // whole
        Assert.Contains("NatsPublishOptions.RetryFor", said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-that-is-wrong", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_hangs_is_left_and_the_batch_goes_through_when_it_goes_on()
    {
        using var server = new NatsServer();
        string stream = server.Stream();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"], ["b"]]).PublishToNats(server.Address, $"{stream}.in", RecordEncoders.Text<string>(),
            new NatsPublishOptions { RetryFor = TimeSpan.FromSeconds(20), TimeProvider = TimeProvider.System });
        engine.Tick();
        server.Hang(true);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromSeconds(3)));
        server.Hang(false);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a", "b"], server.Texts(stream));
    }
}
