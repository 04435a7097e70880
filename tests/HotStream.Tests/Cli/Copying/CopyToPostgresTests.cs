using HotStream.Tests.Connectors.Nats;
using HotStream.Tests.Connectors.Redis;
using HotStream.Tests.Io.Kafka;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Copies with PostgreSQL at one end, the tool's process as people start it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CopyToPostgresTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-copy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Windows_of_a_redis_stream_go_on_from_a_checkpoint_with_what_the_stream_has_no_more()
    {
        using var redis = new RedisServer("--requirepass", "pa55word");
        string key = redis.Key();
        string table = $"minutes_{Guid.NewGuid():N}";
        string from = $"redis://:pa55word@127.0.0.1:{redis.Port}/0?stream={key}";
        string to = Copying.Postgres(postgres.ConnectionString, $"table={table}");
        string[] more = ["--json", "--window", "60m", "--slide", "100ms", "--key", "machine", "--sum", "celsius", "--checkpoint",
            Path.Combine(_folder.FullName, "checkpoint")];
        redis.Add(key, ["""{"machine": "press", "celsius": 20}""", """{"machine": "laser", "celsius": 1.5}""", "no json"]);
        using (var first = new Copying(from, to, more))
        {
            first.Until(() => Last() == "laser|1|1.5,press|1|20", "the first window was there");
            first.Stop();
        }

        redis.Database.StreamDelete(key, [.. redis.Database.StreamRange(key).Select(static entry => entry.Id)]);
        redis.Add(key, ["""{"machine": "press", "celsius": 5}"""]);
        using var second = new Copying(from, to, more);
        second.Until(() => Last() == "laser|1|1.5,press|2|25", "the second life went on from the first");
        second.Stop();
        Assert.DoesNotContain("pa55word", second.Tool.Error + second.Tool.Output, StringComparison.Ordinal);

        string Last() => postgres.Rows($"SELECT to_regclass('{table}') IS NOT NULL")[0] == "t"
            ? string.Join(',', postgres.Rows($"SELECT machine, count, sum_celsius FROM {table} WHERE window_end = (SELECT max(window_end) "
                + $"FROM {table}) ORDER BY machine")) : "";
    }

    [Fact]
    public void Fields_of_kafkas_records_are_columns()
    {
        using KafkaCluster kafka = KafkaCluster.Start();
        string topic = kafka.Topic();
        string table = postgres.Table("id bigint PRIMARY KEY, machine text, topic text");
        kafka.Write(topic, 0, """{"id": 1, "machine": "press"}""", """{"id": 2}""", """{"id": 1, "machine": "laser"}""");
        using var copy = new Copying($"kafka://{kafka.Servers}/{topic}",
            Copying.Postgres(postgres.ConnectionString, $"table={table}&key=id"), "--json");
        copy.Until(() => Rows().SequenceEqual([$"1|laser|{topic}", $"2|null|{topic}"]), "the rows were stored");
        copy.Stop();

        string[] Rows() => postgres.Rows($"SELECT id, machine, topic FROM {table} ORDER BY id");
    }

    [Fact]
    public void Notifications_go_to_a_stream_of_nats_and_from_there_to_one_of_redis()
    {
        using var nats = new NatsServer();
        using var redis = new RedisServer();
        string stream = nats.Stream();
        string subject = $"{stream}.notes";
        string key = redis.Key();
        using var toNats = new Copying(Copying.Postgres(postgres.ConnectionString, "channel=plant"), $"{nats.Address}/{subject}");
        using var toRedis = new Copying($"{nats.Address}?stream={stream}", $"{redis.Address}/0?stream={key}");
        int sent = 0;
        toRedis.Until(
            () =>
            {
                postgres.Execute($"NOTIFY plant, 'note {++sent}'"); // what is said before somebody listens is heard by nobody
                return redis.Database.KeyExists(key);
            },
            "a note arrived");
        toNats.Stop();
        Engine.WaitFor(() => redis.Texts(key).Count() == nats.Texts(stream).Count(), "all notes arrived");
        toRedis.Stop();
        Assert.Equal(nats.Texts(stream).Order(), redis.Texts(key).Order());
        Assert.All(redis.Texts(key), text => Assert.StartsWith("note ", text, StringComparison.Ordinal));
    }
}
