using HotStream.Kafka;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Where partitions begin and end, asked for all at once.</summary>
public sealed class KafkaEndsTests : IDisposable
{
    private const int Milliseconds = 60_000;
    private const short ListOffsets = 2;
    private const int NotAuthorized = 29;

    private readonly KafkaCluster _cluster = KafkaCluster.Start();
    private readonly KafkaClient _client;

    public KafkaEndsTests() => _client = KafkaClient.Create(KafkaClient.Consumer,
        [new("bootstrap.servers", _cluster.Servers), new("group.id", "tests")], KafkaEvents.Error);

    [Fact]
    public void Each_partition_has_its_own()
    {
        string topic = _cluster.Topic(partitions: 40);
        string other = _cluster.Topic();
        _cluster.Write(topic, 3, "a", "b", "c");
        _cluster.Write(topic, 39, "d");
        _cluster.Write(other, 0, "e", "f");
        _cluster.RemoveRecords(topic, 3, before: 2);
        TopicPartition[] places = [.. Enumerable.Range(0, 40).Select(number => new TopicPartition(topic, number)), new(other, 0)];
        Dictionary<TopicPartition, long> oldest = [], next = [];
        Assert.Equal(KafkaCode.Ok, KafkaEnds.Oldest(_client, places, Milliseconds, oldest));
        Assert.Equal(KafkaCode.Ok, KafkaEnds.Next(_client, places, Milliseconds, next));
        Assert.Equal(places.Select(place => place == new TopicPartition(topic, 3) ? 2L : 0), places.Select(place => oldest[place]));
        Assert.Equal(
            places.Select(place => place.Topic == other ? 2L : place.Partition == 3 ? 3 : place.Partition == 39 ? 1 : 0),
            places.Select(place => next[place]));
    }

    [Fact]
    public void What_a_broker_refuses_is_its_code()
    {
        string topic = _cluster.Topic(partitions: 2);
        _cluster.Answer(ListOffsets, NotAuthorized, NotAuthorized);
        Assert.Equal(KafkaCode.TopicAuthorizationFailed,
            KafkaEnds.Oldest(_client, [new TopicPartition(topic, 0), new TopicPartition(topic, 1)], Milliseconds, []));
    }

    [Fact]
    public void Nothing_is_asked_about_no_partition() => Assert.Equal(KafkaCode.Ok, KafkaEnds.Next(_client, [], Milliseconds, []));

    public void Dispose()
    {
        _client.Release();
        _cluster.Dispose();
    }
}
