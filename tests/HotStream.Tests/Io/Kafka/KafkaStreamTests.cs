using HotStream.Kafka;
using HotStream.Testing;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Topics read directly.</summary>
public sealed class KafkaStreamTests
{
    private static KafkaOptions Earliest => new() { Start = KafkaStart.Earliest };

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Records_come_with_key_value_and_place(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic(2);
        cluster.Write(topic, 0, "plant=a value of more than twelve bytes", "second");
        cluster.Write(topic, 1, "k=");
        using var engine = new Engine();
        var seen = new List<string>();
        engine.Context.KafkaMessageStream(cluster.Servers, [topic], Earliest)
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(record => $"{record.Topic.ToString() == topic} {record.Partition} "
                + $"{record.Offset} {record.HasKey} {record.Key}={record.Payload} {record.Timestamp > DateTimeOffset.UnixEpoch}")));
        TickUntil(engine, () => seen.Count == 3);
        Assert.Equal(
            ["True 0 0 True plant=a value of more than twelve bytes True", "True 0 1 False =second True", "True 1 0 True k= True"],
            seen.Order());
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Topics_keep_the_contract_of_sources(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic(2);
        KafkaInput<Utf8Slice, PayloadForm>? stream = null;
        int written = 0;
        string Next() => $"record {written++} of more than twelve bytes";
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Open = context => stream = (KafkaInput<Utf8Slice, PayloadForm>)context.KafkaStream(cluster.Servers, topic, Earliest),
            Feed = batch =>
            {
                cluster.Write(topic, 0, Next(), Next(), Next());
                cluster.Write(topic, 1, Next());
                AwaitFetched(stream!, 2, 4);
            },
            Batches = 6,
        }), SourceContract.Whole);
        Assert.Equal(24, written);
    }

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Each_partition_keeps_its_order_and_ranges_say_what_a_batch_has(string which)
    {
        const int Records = 3000; // more than a block, and more than is taken from a queue at once for both
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic(2);
        cluster.Write(topic, 0, Enumerable.Range(0, Records).Select(i => $"{i} of partition 0, of more than twelve bytes"));
        cluster.Write(topic, 1, Enumerable.Range(0, Records).Select(i => $"{i}"));
        using var engine = new Engine();
        KafkaDStream<KafkaMessage> stream = engine.Context.KafkaMessageStream(cluster.Servers, [topic], Earliest);
        var seen = new List<(int Partition, string Text)>();
        stream.ForeachBatch(batch =>
        {
            List<KafkaMessage> records = batch.ToList();
            Assert.Equal(stream.OffsetRanges.Sum(range => range.Count), records.Count);
            Assert.All(stream.OffsetRanges, range => Assert.Equal(
                records.Where(record => record.Partition == range.Partition).Select(record => record.Offset),
                Enumerable.Range(0, (int)range.Count).Select(i => range.From + i)));
            seen.AddRange(records.Select(record => (record.Partition, record.Payload.ToString())));
        });
        TickUntil(engine, () => seen.Count == 2 * Records);
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"{i} of partition 0, of more than twelve bytes"),
            seen.Where(record => record.Partition == 0).Select(record => record.Text));
        Assert.Equal(Enumerable.Range(0, Records).Select(i => $"{i}"),
            seen.Where(record => record.Partition == 1).Select(record => record.Text));
    }

    [Fact]
    public void A_batch_is_read_by_each_of_its_outputs_and_its_partitions_are_those_of_the_topic()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(3);
        for (int i = 0; i < 3; i++)
        {
            cluster.Write(topic, i, Enumerable.Range(0, 1000).Select(number => $"record {number} of partition {i}"));
        }

        using var engine = new Engine();
        DStream<Utf8Slice> stream = engine.Context.KafkaStream(cluster.Servers, topic, Earliest);
        long first = 0;
        long second = 0;
        stream.ForeachBatch(batch =>
        {
            Assert.True(batch.PartitionCount is 0 or 3);
            first += batch.ToList().Count(record => record.ToString().StartsWith("record", StringComparison.Ordinal));
        });
        stream.CountByValue().ForeachBatch(batch => second += batch.ToList().Sum(pair => pair.Value));
        TickUntil(engine, () => first == 3000);
        Assert.Equal(3000, second);
    }

    [Fact]
    public void A_poison_record_is_a_dead_letter_with_its_offset()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Write(topic, 0, """{"n":"1"}""", "no JSON", """{"n":"3"}""");
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        using var engine = new Engine(with: options => options.DeadLetters = letters.Enqueue);
        var seen = new List<string>();
        engine.Context.KafkaMessageStream(cluster.Servers, [topic], Earliest)
            .ParseJson(["n"], (record, row) => $"{record.Offset}: {row["n"]}")
            .ForeachBatch(batch => seen.AddRange(batch.ToList()));
        engine.Context.KafkaStream(cluster.Servers, topic, Earliest).ParseJson(["n"], row => row["n"].ToString())
            .ForeachBatch(batch => seen.AddRange(batch.ToList()));
        TickUntil(engine, () => seen.Count == 4 && letters.Count == 2);
        Assert.Equal(["0: 1", "1", "2: 3", "3"], seen.Order());
        Assert.All(letters, letter =>
        {
            Assert.Equal("no JSON"u8.ToArray(), letter.Record.ToArray());
            Assert.Equal($"{topic}/0", letter.Source);
            Assert.StartsWith("offset 1,", letter.Position, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Rates_bound_what_a_batch_takes_of_each_partition()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        cluster.Write(topic, 0, Enumerable.Range(0, 100).Select(i => $"{i}"));
        cluster.Write(topic, 1, Enumerable.Range(0, 20).Select(i => $"{i}"));
        using var engine = new Engine();
        KafkaDStream<Utf8Slice> stream = engine.Context.KafkaStream(cluster.Servers, topic,
            new KafkaOptions { Start = KafkaStart.Earliest, MaxRatePerPartition = 10 });
        long seen = 0;
        stream.ForeachBatch(batch =>
        {
            Assert.All(stream.OffsetRanges, range => Assert.InRange(range.Count, 0, 10));
            seen += batch.Count();
        });
        TickUntil(engine, () => seen == 120);
    }

    [Fact]
    public void The_limit_of_receivers_is_the_streams_and_is_shared_by_what_waits()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        cluster.Write(topic, 0, Enumerable.Range(0, 300).Select(i => $"{i}"));
        cluster.Write(topic, 1, Enumerable.Range(0, 100).Select(i => $"{i}"));
        using var engine = new Engine(with: options => options.ReceiverMaxRate = 40);
        var stream = (KafkaInput<Utf8Slice, PayloadForm>)engine.Context.KafkaStream(cluster.Servers, topic, Earliest);
        long seen = 0;
        long most = 0;
        var shares = new HashSet<(long, long)>();
        stream.ForeachBatch(batch =>
        {
            seen += batch.Count();
            most = Math.Max(most, stream.OffsetRanges.Sum(range => range.Count));
            shares.Add((stream.OffsetRanges.Where(range => range.Partition == 0).Sum(range => range.Count),
                stream.OffsetRanges.Where(range => range.Partition == 1).Sum(range => range.Count)));
        });
        engine.Tick();
        TickUntil(engine, () => stream.PartitionsRead == 2);
        Engine.WaitFor(() => stream.Waiting + seen >= 400, "the records are fetched"); // some ticks may have taken theirs
        TickUntil(engine, () => seen == 400);
        Assert.InRange(most, 1, 42); // at least one of each partition
        Assert.Contains(shares, share => share.Item1 > share.Item2 && share.Item2 > 0);
    }

    /// <summary>Waits until the next batch has some records; the first batch of a stream only begins to read.</summary>
    internal static void AwaitFetched<T, TForm>(KafkaInput<T, TForm> stream, int partitions, int records)
        where TForm : struct, IKafkaForm<T> =>
        Engine.WaitFor(() => stream.PartitionsFound >= partitions && (stream.PartitionsRead < partitions || stream.Waiting >= records),
            "the records are fetched");

    internal static void TickUntil(Engine engine, Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)Engine.Patience.TotalMilliseconds;
        while (true)
        {
            engine.Tick();
            if (condition())
            {
                engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
                return;
            }

            Assert.True(Environment.TickCount64 < deadline, "Waited in vain.");
            Thread.Sleep(10);
        }
    }
}
