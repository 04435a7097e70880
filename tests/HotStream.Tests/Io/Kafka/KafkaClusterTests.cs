using System.Diagnostics;

namespace HotStream.Tests.Io.Kafka;

/// <summary>What tests rely on of the brokers in this process.</summary>
public sealed class KafkaClusterTests
{
    [Fact]
    public void A_broker_that_goes_away_ends_its_connections_though_another_process_holds_them()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Write(topic, 0, "before");
        using Process holder = Process.Start("sleep", "600");
        try
        {
            cluster.Stop();
            cluster.GoOn();
            cluster.Write(topic, 0, "after");
        }
        finally
        {
            holder.Kill();
            holder.AwaitExit();
        }

        Assert.Equal(["before", "after"], cluster.Read(topic).Distinct());
    }
}
