using System.Text;
using HotStream.Testing;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Topics written.</summary>
public sealed class KafkaSinkTests
{
    private const short ProduceRequest = 0;
    private const int MessageTooLarge = 10;
    private const int NotEnoughReplicas = 19;

    private static RecordEncoder<string> Text => RecordEncoders.Text<string>();

    [Fact]
    public void The_sink_keeps_the_contract_of_sinks()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        LawAssert.AllHold(SinkContract.Check(new SinkUnderTest<string>
        {
            Write = stream => stream.SaveToKafka(cluster.Servers, topic, null, Text),
            Stored = () => cluster.Read(topic),
            Record = i => $"record {i} of more than twelve bytes",
            Poison = [new string('x', 2_000_000)],
            AtLeastOnce = true,
            Break = cluster.Stop,
            Repair = cluster.GoOn,
        }), SinkContract.Keyed);
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Records_of_a_key_are_in_one_partition_in_their_order(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic(3);
        using var engine = new Engine(partitions: 1);
        engine.Queue<KeyValuePair<string, int>>(
            [.. Enumerable.Range(0, 600).Select(i => KeyValuePair.Create($"key {i % 7}", i))],
            [.. Enumerable.Range(600, 100).Select(i => KeyValuePair.Create($"key {i % 7}", i))])
            .SaveToKafka(cluster.Servers, topic, RecordEncoders.Bytes<KeyValuePair<string, int>>((pair, output) =>
                Encoding.UTF8.GetBytes(pair.Key, output)), RecordEncoders.Bytes<KeyValuePair<string, int>>((pair, output) =>
                Encoding.UTF8.GetBytes($"{pair.Value}", output)));
        engine.Tick(2);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        List<string>[] partitions = [.. Enumerable.Range(0, 3).Select(partition => cluster.Read(topic, partition))];
        for (int i = 0; i < 7; i++)
        {
            string key = $"key {i}=";
            List<string> holds = Assert.Single(partitions, records => records.Exists(record =>
                record.StartsWith(key, StringComparison.Ordinal)));
            Assert.Equal(Enumerable.Range(0, 700).Where(number => number % 7 == i).Select(number => $"{key}{number}"),
                holds.Where(record => record.StartsWith(key, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_record_refused_for_another_beside_it_is_sent_alone_and_one_refused_alone_is_a_dead_letter()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Answer(ProduceRequest, MessageTooLarge, MessageTooLarge); // the request of all, then the first record alone
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Enqueue);
        engine.Queue<string>(["first", "second", "third"], ["fourth"]).SaveToKafka(cluster.Servers, topic, null, Text,
            new KafkaSinkOptions { Properties = { ["linger.ms"] = "200" } });
        engine.Tick(2);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["second", "third", "fourth"], cluster.Read(topic));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("first"u8.ToArray(), letter.Record.ToArray());
        Assert.Equal($"kafka {topic}", letter.Source);
        Assert.Contains("max.message.bytes", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_that_passes_is_tried_again()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Answer(ProduceRequest, NotEnoughReplicas, NotEnoughReplicas);
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["first", "second"]).SaveToKafka(cluster.Servers, topic, null, Text);
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["first", "second"], cluster.Read(topic));
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_is_a_dead_letter()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Enqueue);
        engine.Queue<int>([1, 2, 3]).SaveToKafka(cluster.Servers, topic, null, RecordEncoders.Bytes<int>((number, output) =>
            Encoding.UTF8.GetBytes(number == 2 ? throw new FormatException("no twos") : $"{number}", output)));
        engine.Tick();
        Assert.Equal(["1", "3"], cluster.Read(topic));
        Assert.Contains("no twos", Assert.Single(letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_is_away_is_waited_for()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        using var engine = new Engine(partitions: 2);
        engine.Queue<string>(["first", "second"], ["third"], ["fourth"]).SaveToKafka(cluster.Servers, topic, null, Text);
        engine.Tick();
        cluster.Stop();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromSeconds(10))); // as a broker is away that is restarted
        cluster.GoOn();
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["first", "fourth", "second", "third"], cluster.Read(topic).Order());
    }

    [Fact]
    public void A_broker_that_stays_away_fails_the_batch_and_says_what_to_do()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>(["first"], ["second"], ["third"]).SaveToKafka(cluster.Servers, topic, null, Text,
            new KafkaSinkOptions { RetryFor = TimeSpan.FromSeconds(3) }); // the first batch connects, beside other tests
        engine.Tick();
        cluster.Stop();
        engine.Tick();
        Assert.Contains("No broker took the records", engine.Failure().InnerException!.Message, StringComparison.Ordinal);
        cluster.GoOn();
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return cluster.Read(topic).Contains("third") || engine.Context.Progress.CompletedBatches > 3;
            },
            "a later batch is written");
        Assert.Contains("first", cluster.Read(topic));
    }
}
