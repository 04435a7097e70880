using System.Text;
using HotStream.Kafka;

namespace HotStream.Tests.Io.Kafka;

/// <summary>What the brokers of tests know of transactions, by librdkafka's client; real ones must say the same.</summary>
public sealed unsafe class KafkaCoordinatorTests
{
    private const int AnswerMilliseconds = 20_000;

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Readers_get_nothing_of_an_aborted_transaction_and_its_offsets_are_not_the_groups(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string topic = cluster.Topic();
        KafkaClient producer = Producer(cluster, topic);
        Produce(producer, topic, "aborted");
        SendOffset(producer, topic, 7);
        Succeeds(RdKafka.AbortTransaction(producer.Handle, AnswerMilliseconds));
        Assert.True(cluster.Committed(topic, topic) < 0);

        Produce(producer, topic, "committed");
        SendOffset(producer, topic, 8);
        Succeeds(RdKafka.CommitTransaction(producer.Handle, AnswerMilliseconds));
        Assert.Equal(8, cluster.Committed(topic, topic));
        Assert.Equal(["committed"], cluster.Read(topic));
        producer.Release();
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Who_comes_with_the_same_name_aborts_what_is_open_and_the_one_before_is_fenced(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which, keepsTransactions: true);
        string topic = cluster.Topic();
        KafkaClient first = Producer(cluster, topic);
        Produce(first, topic, "of the first");
        SendOffset(first, topic, 7);

        KafkaClient second = Producer(cluster, topic);
        Produce(second, topic, "of the second");
        Succeeds(RdKafka.CommitTransaction(second.Handle, AnswerMilliseconds));
        Assert.Equal(KafkaCode.Fenced, RdKafka.Take(RdKafka.CommitTransaction(first.Handle, AnswerMilliseconds))?.Code);
        Assert.True(cluster.Committed(topic, topic) < 0);
        Assert.Equal(["of the second"], cluster.Read(topic));
        first.Release();
        second.Release();
    }

    private static KafkaClient Producer(KafkaCluster cluster, string id)
    {
        KafkaClient producer = KafkaClient.Create(KafkaClient.Producer,
            [new("bootstrap.servers", cluster.Servers), new("transactional.id", id), new("linger.ms", "0")], 0);
        Succeeds(RdKafka.InitTransactions(producer.Handle, AnswerMilliseconds));
        return producer;
    }

    /// <summary>A record that is at the brokers, in a transaction that is open.</summary>
    private static void Produce(KafkaClient producer, string topic, string text)
    {
        Succeeds(RdKafka.BeginTransaction(producer.Handle));
        nint handle = RdKafka.TopicNew(producer.Handle, topic, 0);
        byte[] value = Encoding.UTF8.GetBytes(text);
        fixed (byte* bytes = value)
        {
            Assert.Equal(0, RdKafka.Produce(handle, 0, 2, bytes, (nuint)value.Length, null, 0, 0));
        }

        Assert.Equal(KafkaCode.Ok, RdKafka.Flush(producer.Handle, AnswerMilliseconds));
        RdKafka.TopicDestroy(handle);
    }

    private static void SendOffset(KafkaClient producer, string topic, long offset)
    {
        nint group = RdKafka.GroupNew(topic);
        using var list = new PartitionList((new TopicPartition(topic, 0), offset));
        Succeeds(RdKafka.SendOffsets(producer.Handle, list.Native, group, AnswerMilliseconds));
        RdKafka.GroupDestroy(group);
    }

    private static void Succeeds(nint error) => Assert.Null(RdKafka.Take(error));
}
