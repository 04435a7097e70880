using HotStream.Kafka;
using HotStream.Tests.Connectors;
using HotStream.Tests.Diagnostics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Kafka;

/// <summary>How far readers are behind, as the meter says.</summary>
public sealed class KafkaLagTests
{
    private const string Lag = "hotstream.kafka.lag";

    [Fact]
    public void A_stream_says_how_many_records_of_a_partition_are_in_no_batch_yet()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        cluster.Write(topic, 1, "0", "1", "2", "3", "4");
        using var engine = new Engine();
        using var metrics = new MetricCapture(engine.Context.Name);
        List<List<string>> seen = Engine.Collect(engine.Context.KafkaStream(cluster.Servers, topic,
            new KafkaOptions { Start = KafkaStart.Earliest, MaxRatePerPartition = 2 }).Map(text => text.ToString()));
        KafkaStreamTests.TickUntil(engine, () => seen.Sum(batch => batch.Count) == 5);
        double[] lags = metrics.Values(Lag, $"hotstream.topic={topic} hotstream.partition=1");
        Assert.Equal([3, 1, 0], lags.Where(lag => lag < 5).Distinct());
    }

    [Fact]
    public void A_group_says_how_many_are_not_done()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        using var metrics = new MetricCapture(topic); // the group's name too
        cluster.Write(topic, 0, "0", "1", "2");
        using var run = new ConnectorRun(context => context.KafkaGroupStream(cluster.Servers, topic, [topic],
            new KafkaGroupOptions { Start = KafkaStart.Earliest }));
        Engine.WaitFor(() => metrics.Values(Lag).Contains(3), "what is in no batch is behind"); // no batch runs meanwhile
        KafkaStreamTests.TickUntil(run.Engine, () => metrics.Values(Lag).LastOrDefault(-1) == 0);
        Assert.Equal(["0", "1", "2"], run.Texts);
    }
}
