using HotStream.Redis;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Redis;

/// <summary>Streams read from an id and read again, against a real server.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisReplayTests(RedisFixture fixture) : ReplayedSourceContract
{
    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new RedisServer();

    private protected override string Create(IConnectorServer server) => ((RedisServer)server).Key();

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((RedisServer)server).Add(place, texts);

    private protected override InputDStream<Utf8Slice> Open(
        StreamingContext context, IConnectorServer server, string place, int batchMax) =>
        context.RedisReplayStream(((RedisServer)server).Address, place, new RedisReplayOptions { RecordsMax = batchMax });

    private protected override bool HasBegun(InputDStream<Utf8Slice> input) =>
        ((RedisReplayInput<Utf8Slice, RedisPayloadRecord>)input).HasBegun;

    private protected override bool IsAtEnd(InputDStream<Utf8Slice> input, IConnectorServer server, string place, long sent) =>
        ((RedisReplayInput<Utf8Slice, RedisPayloadRecord>)input).LastId
            == ((RedisServer)server).Database.StreamInfo(place).LastGeneratedId;

    [Fact]
    public void Reading_may_begin_with_what_comes_next_and_an_entry_has_its_id()
    {
        RedisServer server = fixture.Server;
        string key = server.Key();
        server.Database.StreamAdd(key, "payload", "old", "1-1");
        using var engine = new Engine();
        var seen = new List<string>();
        engine.Context.RedisReplayEntryStream(server.Address, key, new RedisReplayOptions { Start = RedisStart.Next })
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(entry => entry.ToString())));
        int number = 2;
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                server.Database.StreamAdd(key, "payload", "new", $"{number++}-1");
                return seen.Count > 0;
            },
            "something new came");
        Assert.All(seen, static text => Assert.EndsWith("-1: new", text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_removed_before_it_was_read_again_is_reported()
    {
        RedisServer server = fixture.Server;
        string key = server.Key();
        server.Add(key, ["a", "b", "c"]);
        string last = server.Database.StreamInfo(key).LastGeneratedId!;
        server.Database.StreamTrim(key, 0, useApproximateMaxLength: false);
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        InputDStream<Utf8Slice> input = engine.Context.RedisReplayStream(server.Address, key);
        input.Replay([[new SourceRange(key, "0-0", last)]]);
        List<List<string>> seen = Engine.Collect(input.Map(static text => text.ToString()));
        engine.Tick();
        Assert.Empty(Assert.Single(seen));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("not in the stream any more", StringComparison.Ordinal));
    }
}
