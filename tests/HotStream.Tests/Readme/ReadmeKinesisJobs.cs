using HotStream.Tests.Connectors.Kinesis;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The jobs of docs/kinesis.md.</summary>
[Collection(KinesisCollection.Name)]
public sealed class ReadmeKinesisJobs(KinesisFixture fixture)
{
    [Fact]
    public void Values_of_a_stream_are_counted_into_another()
    {
        KinesisServer server = fixture.Server;
        server.Make("readings");
        server.Make("counts");
        KinesisOptions reading = server.Reading();
        KinesisSinkOptions writing = server.Writing();
        using var engine = new Engine();
        StreamingContext context = engine.Context;
        server.Add("readings", ["hot", "cold", "hot"]);

        // readme: kinesis
        context.KinesisStream("readings", reading)
               .CountByValue()
               .SaveToKinesis("counts", key: count => count.Key.ToString(), writing);

        // end
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return server.Records("counts").Count >= 2;
            },
            "both were counted");
        Assert.Equal(["cold (cold,1)", "hot (hot,2)"],
            server.Records("counts").Select(record => $"{record.Key} {record.Text}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_group_job_counts_what_its_shards_have()
    {
        KinesisServer server = fixture.Server;
        server.Make("shared-readings");
        server.Make("shared-counts");
        using var dynamo = new DynamoServer();
        KinesisGroupOptions sharing = KinesisGroupServers.ReadingOf(server.Url, dynamo.Url);
        KinesisSinkOptions writing = server.Writing();
        using var engine = new Engine();
        StreamingContext context = engine.Context;
        server.Add("shared-readings", ["hall", "hall"]);

        // readme: kinesis-group
        context.KinesisGroupStream("shared-readings", group: "plant", sharing)
               .CountByValue()
               .SaveToKinesis("shared-counts", key: count => count.Key.ToString(), writing);

        // end
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return server.Records("shared-counts").Count > 0;
            },
            "they were counted");
        Assert.StartsWith("(hall,", server.Records("shared-counts")[0].Text, StringComparison.Ordinal);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return dynamo.Checkpoint("plant", "shardId-000000000000") == server.Last("shared-readings");
            },
            "the checkpoint is written");
    }
}
