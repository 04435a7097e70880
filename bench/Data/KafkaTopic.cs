using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using HotStream.Kafka;
using HotStream.Tests.Io.Kafka;

namespace HotStream.Bench;

/// <summary>
/// A topic of records with a key and 100 bytes, at librdkafka's own brokers in this process, or at those that HOTSTREAM_KAFKA names. The
/// former keep 5 MB of a partition, hence the partitions.
/// </summary>
internal sealed unsafe class KafkaTopic : IDisposable
{
    public const int Records = 250_000;
    public const int PayloadBytes = 100;
    public const int Partitions = 10;

    /// <summary>Records of a transaction, where the topic is copied.</summary>
    public const int CopiedAtOnce = 25_000;

    private const int Keys = 1000;
    private const int CopyFlag = 2;
    private const int PollMilliseconds = 100;
    private const int CopyPartitions = 16; // keys are dealt by their hash: not all alike

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    private readonly KafkaClient _client;
    private readonly nint _mock;

    public KafkaTopic()
    {
        var servers = Environment.GetEnvironmentVariable("HOTSTREAM_KAFKA");
        _client = KafkaClient.Create(KafkaClient.Producer, string.IsNullOrEmpty(servers) ? [] : [new("bootstrap.servers", servers)], 0);
        if (string.IsNullOrEmpty(servers))
        {
            _mock = MockKafka.New(_client.Handle, 1);
            servers = Marshal.PtrToStringUTF8(MockKafka.Servers(_mock))!;
            if (MockKafka.TopicCreate(_mock, Name, Partitions, 1) != 0)
                throw new InvalidOperationException("The topic was not made.");
        }

        Servers = servers;
        Fill();
        for (var key = 0; key < Keys; key++)
            Answer = Answer.WithWord(Encoding.UTF8.GetBytes(KeyOf(key)), Records / Keys);
    }

    public string Name { get; } = $"hotstream-bench-{Guid.NewGuid():N}";

    public string Servers { get; }

    public JobAnswer Answer { get; }

    public bool IsInProcess => _mock != 0;

    /// <summary>An empty topic that a copy goes into.</summary>
    public string NewCopy()
    {
        string name = $"hotstream-copy-{Guid.NewGuid():N}";
        if (IsInProcess && MockKafka.TopicCreate(_mock, name, CopyPartitions, 1) != 0)
            throw new InvalidOperationException("The topic was not made.");
        return name;
    }

    /// <summary>What a copy has, counted by key; it is not kept.</summary>
    public JobAnswer AnswerOf(string copy)
    {
        var counts = new Dictionary<string, long>();
        var settings = new ConsumerConfig { BootstrapServers = Servers, GroupId = copy, EnablePartitionEof = true };
        using (var consumer = new ConsumerBuilder<string, Ignore>(settings).Build())
        {
            consumer.Assign(Enumerable.Range(0, CopyPartitions).Select(partition =>
                new TopicPartitionOffset(copy, partition, Offset.Beginning)));
            for (var open = CopyPartitions; open > 0;)
            {
                var record = consumer.Consume(s_silence) ?? throw new TimeoutException("No record came.");
                if (record.IsPartitionEOF)
                    open--;
                else
                    counts[record.Message.Key] = counts.GetValueOrDefault(record.Message.Key) + 1;
            }
        }

        if (IsInProcess)
            MockKafka.TopicDelete(_mock, copy);
        return EngineKafka.Answer(counts);
    }

    public void Dispose()
    {
        if (_mock != 0)
            MockKafka.Destroy(_mock);
        _client.Release();
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"machine-of-plant-{number}");

    private void Fill()
    {
        var producer = KafkaClient.Create(KafkaClient.Producer,
            [new("bootstrap.servers", Servers), new("queue.buffering.max.messages", "1000000")], KafkaEvents.Deliveries);
        var topic = RdKafka.TopicNew(producer.Handle, Name, 0);
        var payload = Encoding.UTF8.GetBytes("".PadRight(PayloadBytes, 'x'));
        for (var i = 0; i < Records; i++)
        {
            var key = Encoding.UTF8.GetBytes(KeyOf(i % Keys));
            fixed (byte* keyBytes = key)
            fixed (byte* bytes = payload)
            {
                // an even share: the hash of keys would give some partitions more than they keep
                if (RdKafka.Produce(topic, i % Partitions, CopyFlag, bytes, PayloadBytes, keyBytes, (nuint)key.Length, 0) != 0)
                    throw new InvalidOperationException($"A record was not taken: {RdKafka.Describe(RdKafka.LastError())}.");
            }
        }

        for (var left = Records; left > 0;)
        {
            var happened = RdKafka.EventPoll(producer.Events, PollMilliseconds);
            if (happened == 0)
                continue;
            for (NativeMessage* message; (message = RdKafka.EventMessageNext(happened)) is not null; left--)
            {
                if (message->Code != KafkaCode.Ok)
                    throw new InvalidOperationException($"A record was not written: {RdKafka.Describe(message->Code)}.");
            }

            RdKafka.EventDestroy(happened);
        }

        RdKafka.TopicDestroy(topic);
        producer.Release();
    }
}
