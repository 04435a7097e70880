using HotStream.Nats;
using HotStream.Tests.Streams;
using NATS.Client.JetStream.Models;

namespace HotStream.Tests.Connectors.Nats;

/// <summary>Streams read from a sequence and read again, against a real server.</summary>
[Collection(NatsCollection.Name)]
public sealed class NatsReplayTests(NatsFixture fixture) : ReplayedSourceContract
{
    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new NatsServer();

    private protected override string Create(IConnectorServer server) => ((NatsServer)server).Stream();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((NatsServer)server).Add(place, texts);

    private protected override InputDStream<Utf8Slice> Open(
        StreamingContext context, IConnectorServer server, string place, int batchMax) =>
        context.NatsReplayStream(((NatsServer)server).Address, place, new NatsReplayOptions { RecordsMax = batchMax });

    private protected override bool HasBegun(InputDStream<Utf8Slice> input) =>
        ((NatsReplayInput<Utf8Slice, NatsPayloadRecord>)input).HasBegun;

    private protected override bool IsAtEnd(InputDStream<Utf8Slice> input, IConnectorServer server, string place, long sent)
    {
        var nats = (NatsReplayInput<Utf8Slice, NatsPayloadRecord>)input;
        return nats.Position > 0 && nats.Position + nats.Waiting - 1 == sent;
    }

    [Fact]
    public void Reading_may_begin_with_what_comes_next_and_only_wanted_subjects_come()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Add(stream, ["old"]);
        using var engine = new Engine();
        var seen = new List<string>();
        engine.Context.NatsReplayMessageStream(server.Address, stream,
            new NatsReplayOptions { Start = NatsStart.Next, Subject = $"{stream}.in" })
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(message => message.ToString())));
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                server.Do(context => context.PublishAsync($"{stream}.other", "not wanted").AsTask());
                server.Add(stream, ["new"]);
                return seen.Count > 0;
            },
            "something new came");
        Assert.All(seen, text => Assert.Equal($"{stream}.in: new", text));
    }

    [Theory]
    [InlineData(2)] // the beginning
    [InlineData(4)] // all
    public void What_was_removed_before_it_was_read_again_is_reported(int removed)
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Add(stream, ["a", "b", "c"]);
        server.Do(context => context.PurgeStreamAsync(stream, new StreamPurgeRequest { Seq = (ulong)removed }).AsTask());
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        InputDStream<Utf8Slice> input = engine.Context.NatsReplayStream(server.Address, stream);
        input.Replay([[new SourceRange(stream, "1", "4")]]);
        List<List<string>> seen = Engine.Collect(input.Map(static text => text.ToString()));
        engine.Tick();
        Assert.Equal(removed == 4 ? [] : ["b", "c"], Assert.Single(seen));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("not in the stream any more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_was_deleted_alone_is_passed_over_and_one_that_the_limits_removed_is_reported()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Add(stream, ["a", "b", "c"]);
        server.Do(context => context.DeleteMessageAsync(stream, new StreamMsgDeleteRequest { Seq = 2 }).AsTask());
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.NatsReplayStream(server.Address, stream), partitions: 1,
            with: options => options.LoggerFactory = log);
        Assert.Equal(["a", "c"], run.WaitFor(2));
        server.Add(stream, ["d"]);
        run.WaitFor(3);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("any more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stream_that_was_made_again_is_not_read_on()
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream();
        server.Add(stream, ["a", "b"]);
        using var log = new LogCapture();
        using var own = new NatsServer();
        own.Make(stream);
        own.Add(stream, ["a", "b"]);
        using var run = new ConnectorRun(context => context.NatsReplayStream(own.Address, stream),
            with: options => options.LoggerFactory = log);
        run.WaitFor(2);
        own.Do(context => context.DeleteStreamAsync(stream).AsTask());
        own.Make(stream);
        own.Add(stream, ["x", "y", "z"]);
        own.End(graceful: true);
        own.Begin();
        run.WaitUntil(
            () => log.Entries.Any(entry => entry.Message.Contains("deleted and made again", StringComparison.Ordinal)), "it was said");
        Assert.Equal(2, run.Texts.Count);
    }

    [Theory]
    [InlineData(true, "cannot be read again")]
    [InlineData(false, "there is no such stream")]
    public void A_stream_that_cannot_be_read_again_is_refused(bool isThere, string expected)
    {
        NatsServer server = fixture.Server;
        string stream = server.Stream(config => config.Retention = StreamConfigRetention.Workqueue);
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.NatsReplayStream(server.Address, isThere ? stream : "none-of-this-name"),
            with: options => options.LoggerFactory = log);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains(expected, StringComparison.Ordinal)), "it was said");
    }
}
