using HotStream.Tests.Connectors.Redis;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The Redis job of docs/queues.md, word for word, against a real server.</summary>
public sealed class ReadmeRedisJobs
{
    [Fact]
    public void Readings_of_a_stream_are_counted_into_another()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, RedisServer.WhyNot);
        using var redis = new RedisServer("--requirepass", "secret");
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        (string server, string password) = (redis.Address, "secret");

        // readme: redis
        context.RedisStream(server, "readings", group: "averages", new RedisOptions { Consumer = "hall-1", Password = password })
               .CountByValue()
               .AppendToRedis(server, "counts", RecordEncoders.Text<KeyValuePair<Utf8Slice, long>>(),
                   new RedisAppendOptions { Password = password });

        // end
        redis.Add("readings", ["20", "21", "20"]);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return redis.Texts("counts").Count() >= 2;
            },
            "counts were appended");
        Assert.Contains(redis.Texts("counts"), text => text.StartsWith("(20,", StringComparison.Ordinal));
    }
}
