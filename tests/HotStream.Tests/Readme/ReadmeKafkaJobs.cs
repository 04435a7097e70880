using HotStream.Tests.Io.Kafka;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The code block of docs/kafka.md, word for word.</summary>
public sealed class ReadmeKafkaJobs
{
    [Fact]
    public void The_kafka_job_of_the_documents_counts_from_topic_to_topic()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        cluster.Create("orders", 1);
        cluster.Create("counts", 1);
        cluster.Write("orders", 0, """{"item":"bolt of steel, long"}""", "no order", """{"item":"bolt of steel, long"}""");
        string servers = cluster.Servers;
        using var engine = new Engine();
        StreamingContext context = engine.Context;

        // readme: kafka
        var options = new KafkaOptions
        {
            GroupId = "plant",                                  // its offsets are kept at the broker, after the outputs
            Start = KafkaStart.Earliest,
            MaxRatePerPartition = 100_000,
            Properties = { ["security.protocol"] = "plaintext" },   // any of librdkafka's
        };
        context.KafkaMessageStream(servers, ["orders"], options)
               .ParseJson(["item"], (order, row) => row["item"])
               .CountByValue()
               .SaveToKafka(servers, "counts",
                   key: RecordEncoders.Slice<KeyValuePair<Utf8Slice, long>>(count => count.Key),
                   value: RecordEncoders.Json<KeyValuePair<Utf8Slice, long>>((json, count) => json.WriteNumberValue(count.Value)));

        // end
        KafkaStreamTests.TickUntil(engine, () => cluster.Read("counts").Count > 0);
        Assert.Equal(["bolt of steel, long=2"], cluster.Read("counts"));
        Engine.WaitFor(() => cluster.Committed("plant", "orders") == 3, "the offsets are committed");
    }

    [Fact]
    public void The_group_job_of_the_documents_counts_what_its_partitions_have()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        cluster.Create("readings", 1);
        cluster.Create("counts", 1);
        cluster.Write("readings", 0, "hall", "hall");
        string servers = cluster.Servers;
        using var engine = new Engine();
        StreamingContext context = engine.Context;

        // readme: kafka-group
        context.KafkaGroupStream(servers, "plant", ["readings"], new KafkaGroupOptions { Start = KafkaStart.Earliest })
               .CountByValue()
               .SaveToKafka(servers, "counts",
                   key: RecordEncoders.Slice<KeyValuePair<Utf8Slice, long>>(count => count.Key),
                   value: RecordEncoders.Json<KeyValuePair<Utf8Slice, long>>((json, count) => json.WriteNumberValue(count.Value)));

        // end
        KafkaStreamTests.TickUntil(engine, () => cluster.Read("counts").Count > 0 && cluster.Committed("plant", "readings") == 2);
        Assert.StartsWith("hall=", cluster.Read("counts")[0], StringComparison.Ordinal);
    }
}
