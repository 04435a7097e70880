using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Redis;

/// <summary>Appending in pipelines, against a real server.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisAppendTests(RedisFixture fixture)
{
    [Fact]
    public void It_is_a_sink_that_loses_nothing_while_its_server_is_killed()
    {
        using var server = new RedisServer();
        string key = server.Key();
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            AtLeastOnce = true,
            Write = stream => stream.AppendToRedis(server.Address, key, RecordEncoders.Bytes<string>((text, output) =>
                System.Buffers.BuffersExtensions.Write(output, System.Text.Encoding.UTF8.GetBytes(
                    text != "poison" ? text : throw new FormatException("the test says so")))),
                new RedisAppendOptions { InFlightMax = 50, TimeProvider = TimeProvider.System }),
            Stored = () => server.Texts(key),
            Record = static number => $"record {number}",
            Poison = ["poison"],
            Break = () => server.End(graceful: false),
            Repair = server.Begin,
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Fact]
    public void A_Redis_server_gets_the_last_batch_again()
    {
        RedisServer server = fixture.Server;
        string key = server.Key();
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.AppendToRedis(server.Address, key, RecordEncoders.Text<string>());
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        Assert.Equal(["0-a", "0-b", "1-a", "1-a", "1-b", "1-b", "2-a", "2-b"], server.Texts(key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_stream_is_kept_at_about_its_greatest_length()
    {
        RedisServer server = fixture.Server;
        string key = server.Key();
        using var engine = new Engine(partitions: 1);
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"{i}")];
        engine.Queue<string>([texts]).AppendToRedis(
            server.Address, key, RecordEncoders.Text<string>(), new RedisAppendOptions { LengthMax = 100 });
        engine.Tick();
        Assert.Equal("4999", server.Texts(key).Last());
        Assert.InRange(server.Database.StreamLength(key), 100, 1000);
    }

    [Fact]
    public void What_no_attempt_can_change_fails_the_batch_at_once()
    {
        RedisServer server = fixture.Server;
        string key = server.Key();
        server.Database.StringSet(key, "no stream");
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).AppendToRedis(server.Address, key, RecordEncoders.Text<string>());
        engine.Tick();
        Assert.Contains("WRONGTYPE", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_stays_away_fails_the_batch()
    {
        using var server = new RedisServer();
        server.End(graceful: true);
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).AppendToRedis(server.Address, "key", RecordEncoders.Text<string>(),
            new RedisAppendOptions
            {
                RetryFor = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromSeconds(1),
                TimeProvider = TimeProvider.System,
            });
        engine.Tick();
        Assert.Contains("RedisAppendOptions.RetryFor", engine.Failure().ToString(), StringComparison.Ordinal);
    }
}
