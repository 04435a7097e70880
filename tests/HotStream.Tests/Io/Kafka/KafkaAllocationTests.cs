using HotStream.Kafka;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Kafka;

/// <summary>What reading costs in heap memory: counted over the whole process, so beside no other test.</summary>
[Collection(AloneCollection.Name)]
public sealed class KafkaAllocationTests
{
    private const int Records = 20_000;

    private static KafkaOptions Earliest => new() { Start = KafkaStart.Earliest };

    [Fact]
    public void A_record_is_read_without_allocating()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        using var engine = new Engine(partitions: 2);
        var stream = (KafkaInput<KafkaMessage, MessageForm>)engine.Context.KafkaMessageStream(cluster.Servers, [topic],
            new KafkaOptions { Start = KafkaStart.Earliest });
        long seen = 0;
        stream.Filter(record => record.Payload.Length > 3).Count().ForeachBatch(batch =>
        {
            foreach (long count in batch.ToList())
            {
                seen += count;
            }
        });
        long allocated = 0;
        for (int round = 1; round <= 4; round++)
        {
            cluster.Write(topic, 0, Enumerable.Range(0, Records / 2).Select(i => $"key of record {i}=value of record {i}"));
            cluster.Write(topic, 1, Enumerable.Range(0, Records / 2).Select(i => $"key of record {i}=value of record {i}"));
            Engine.WaitFor(() => round == 1 || stream.Waiting >= Records, "the records are fetched");
            long before = GC.GetTotalAllocatedBytes(precise: true);
            KafkaStreamTests.TickUntil(engine, () => seen == (long)round * Records);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Assert.InRange(allocated, 0, 5 * Records); // a batch costs some kilobytes, however many records it has
    }

    [Fact]
    public void Headers_are_read_and_written_without_allocating()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string from = cluster.Topic(2);
        string through = cluster.Topic(2);
        string to = cluster.Topic(2);
        using var engine = new Engine(partitions: 2);
        var first = (KafkaInput<KafkaMessage, MessageForm>)engine.Context.KafkaMessageStream(cluster.Servers, [from], Earliest);
        first.SaveToKafka(cluster.Servers, through, null, RecordEncoders.Slice<KafkaMessage>(record => record.Payload),
            headers: static (headers, record) =>
            {
                headers.Add("where the record came from"u8, record.Key.Bytes);
                headers.AddNull("none"u8);
            });
        var second = (KafkaInput<KafkaMessage, MessageForm>)engine.Context.KafkaMessageStream(cluster.Servers, [through], Earliest);
        second.SaveToKafka(cluster.Servers, to, null, RecordEncoders.Slice<KafkaMessage>(record => record.Payload),
            headers: static (headers, record) => headers.Add(record.Headers));
        long seen = 0;
        second.Filter(static record => record.Headers.TryGetLast("none"u8, out KafkaHeader none) && !none.HasValue).Count()
            .ForeachBatch(batch =>
            {
                foreach (long count in batch.ToList())
                {
                    seen += count;
                }
            });
        long allocated = long.MaxValue;
        for (int round = 1; round <= 8; round++)
        {
            cluster.Write(from, 0, Enumerable.Range(0, Records / 2).Select(i => $"key of record {i}=value of record {i}"));
            cluster.Write(from, 1, Enumerable.Range(0, Records / 2).Select(i => $"key of record {i}=value of record {i}"));
            Engine.WaitFor(() => round == 1 || first.Waiting >= Records, "the records are fetched");
            long before = GC.GetTotalAllocatedBytes(precise: true);
            KafkaStreamTests.TickUntil(engine, () => seen == (long)round * Records);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(allocated, 0, 22 * Records); // batches cost some kilobytes, and there are as many as the brokers need
    }

    [Fact]
    public void A_member_of_a_group_reads_without_allocating()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(2);
        using var engine = new Engine(partitions: 2);
        long seen = 0;
        engine.Context.KafkaGroupMessageStream(cluster.Servers, topic, [topic], new KafkaGroupOptions { Start = KafkaStart.Earliest })
            .Filter(static record => record.Payload.Length > 3).Count().ForeachBatch(batch =>
            {
                foreach (long count in batch.ToList())
                {
                    seen += count;
                }
            });
        long allocated = long.MaxValue;
        for (int round = 1; round <= 8; round++)
        {
            cluster.Write(topic, 0, Enumerable.Range(0, Records / 2).Select(i => $"key of record {i}=value of record {i}"));
            cluster.Write(topic, 1, Enumerable.Range(0, Records / 2).Select(i => $"key of record {i}=value of record {i}"));
            long before = GC.GetTotalAllocatedBytes(precise: true);
            KafkaStreamTests.TickUntil(engine, () => seen == (long)round * Records);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(allocated, 0, 40 * Records); // batches cost some kilobytes each, and there are more of them here
    }
}
