using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HotStream.Kafka;
using HotStream.Tests.Connectors;

namespace HotStream.Tests.Io.Kafka;

/// <summary>
/// Brokers for tests: librdkafka's in this process, or those that the environment variable HOTSTREAM_KAFKA names. The former lose what is
/// over 5 MB in a partition; what they lack for transactions they are given when asked for (<see cref="KafkaCoordinator"/>).
/// </summary>
internal sealed unsafe class KafkaCluster : IConnectorServer
{
    public const string Variable = "HOTSTREAM_KAFKA";
    private const int AnswerMilliseconds = 30_000;

    private readonly KafkaClient _client;
    private readonly nint _mock;
    private readonly KafkaProxy? _proxy;
    private readonly Dictionary<string, KafkaClient> _askers = new(StringComparer.Ordinal); // by group: none of its members
    private readonly Lock _asks = new();
    private KafkaClient? _writer;
    private int _topics;

    private KafkaCluster(string? servers, bool keepsTransactions)
    {
        if (servers is null)
        {
            _client = KafkaClient.Create(KafkaClient.Producer, [new("client.id", "tests")], 0);
            _mock = MockKafka.New(_client.Handle, 1);
            MockKafka.FirstJoinDelay(_mock, 100);
            Servers = Marshal.PtrToStringUTF8(MockKafka.Servers(_mock))!;
            if (keepsTransactions)
            {
                _proxy = new KafkaProxy(Servers);
                Servers = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_proxy.Port}");
            }
        }
        else
        {
            Servers = servers;
            _client = KafkaClient.Create(KafkaClient.Producer, [new("bootstrap.servers", servers)], 0);
        }
    }

    public string Servers { get; }

    /// <summary>What a client must know that is here for as long as the brokers: they may have been away.</summary>
    private IEnumerable<KeyValuePair<string, string>> Known =>
        [new("bootstrap.servers", Servers), new("reconnect.backoff.max.ms", "200")];

    /// <summary>The brokers in this process ("mock"), or others ("real"); skips the test where there are none.</summary>
    public static KafkaCluster Start(string which = "mock", bool keepsTransactions = false)
    {
        string? servers = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(which == "real" && string.IsNullOrEmpty(servers), $"{Variable} names no brokers, for example 127.0.0.1:9092.");
        return new KafkaCluster(which == "real" ? servers : null, keepsTransactions);
    }

    /// <summary>Makes a topic with a name of its own.</summary>
    public string Topic(int partitions = 1)
    {
        string name = $"hotstream-{Guid.NewGuid():N}-{_topics++}";
        Create(name, partitions);
        return name;
    }

    public void Create(string topic, int partitions)
    {
        if (_mock != 0)
        {
            Assert.Equal(0, MockKafka.TopicCreate(_mock, topic, partitions, 1));
            return;
        }

        nint made = MockKafka.NewTopic(topic, partitions, 1, null, 0);
        nint queue = RdKafka.QueueOfClient(_client.Handle);
        MockKafka.CreateTopics(_client.Handle, in made, 1, 0, queue);
        nint happened = RdKafka.EventPoll(queue, AnswerMilliseconds);
        Assert.True(happened != 0 && RdKafka.EventError(happened) == KafkaCode.Ok, "The topic was not made.");
        RdKafka.EventDestroy(happened);
        RdKafka.QueueDestroy(queue);
        MockKafka.NewTopicDestroy(made);
    }

    /// <summary>Writes texts, as value or as <c>key=value</c>, one after another, and waits until they are there.</summary>
    public void Write(string topic, int partition, params IEnumerable<string> records)
    {
        KafkaClient producer = _writer ??= KafkaClient.Create(KafkaClient.Producer,
            [.. Known, new("linger.ms", "0")], KafkaEvents.Deliveries);
        nint handle = RdKafka.TopicNew(producer.Handle, topic, 0);
        int left = 0;
        foreach (string record in records)
        {
            int equals = record.IndexOf('=', StringComparison.Ordinal);
            byte[] key = Encoding.UTF8.GetBytes(equals < 0 ? "" : record[..equals]);
            byte[] value = Encoding.UTF8.GetBytes(record[(equals + 1)..]);
            fixed (byte* keyBytes = key)
            fixed (byte* valueBytes = value)
            {
                byte none = 0;
                Assert.Equal(0, RdKafka.Produce(handle, partition, 2, value.Length == 0 ? &none : valueBytes, (nuint)value.Length,
                    equals < 0 ? null : keyBytes, (nuint)key.Length, 0));
            }

            left++;
        }

        long deadline = Environment.TickCount64 + AnswerMilliseconds;
        while (left > 0)
        {
            Assert.True(Environment.TickCount64 < deadline, "The records were not taken.");
            nint happened = RdKafka.EventPoll(producer.Events, 100);
            for (NativeMessage* message; happened != 0 && (message = RdKafka.EventMessageNext(happened)) is not null; left--)
            {
                Assert.Equal(KafkaCode.Ok, message->Code);
            }

            if (happened != 0)
            {
                RdKafka.EventDestroy(happened);
            }
        }

        RdKafka.TopicDestroy(handle);
    }

    /// <summary>
    /// All records of a partition of a topic that are committed, as <c>key=value</c>, or value where there is no key.
    /// </summary>
    public List<string> Read(string topic, int partition = 0)
    {
        KafkaClient consumer = KafkaClient.Create(KafkaClient.Consumer,
            [new("bootstrap.servers", Servers), new("group.id", "tests"), new("enable.partition.eof", "true"),
            new("auto.offset.reset", "earliest"), new("enable.auto.commit", "false")], KafkaEvents.Error);
        var cursor = new KafkaCursor(consumer, new TopicPartition(topic, partition), default, 0);
        Assert.Equal(KafkaCode.Ok, RdKafka.QueryEnds(consumer.Handle, topic, partition, out _, out long high, AnswerMilliseconds));
        using var records = new RecordPointers();
        long deadline = Environment.TickCount64 + AnswerMilliseconds;
        bool isDone = high == 0;
        while (!isDone)
        {
            Assert.True(Environment.TickCount64 < deadline, "The topic was not read.");
            Assert.Equal(KafkaCode.Ok, cursor.TakeUntil(records, high, 100, out isDone));
        }

        var texts = new List<string>();
        foreach (nint record in records[..])
        {
            var message = (NativeMessage*)record;
            if (_proxy?.IsHidden(topic, partition, message->Offset) is true)
            {
                continue;
            }

            string value = Encoding.UTF8.GetString(message->PayloadBytes);
            texts.Add(message->Key is null ? value : $"{Encoding.UTF8.GetString(message->KeyBytes)}={value}");
        }

        records.Clear();
        cursor.Close();
        consumer.Release();
        return texts;
    }

    /// <summary>The group's offset in a partition, or less than 0.</summary>
    public long Committed(string group, string topic, int partition = 0)
    {
        lock (_asks)
        {
            if (!_askers.TryGetValue(group, out KafkaClient? asker))
            {
                asker = _askers[group] = KafkaClient.Create(KafkaClient.Consumer, [.. Known, new("group.id", group)], 0);
            }

            using var list = new PartitionList((new TopicPartition(topic, partition), 0));
            Assert.Equal(KafkaCode.Ok, RdKafka.Committed(asker.Handle, list.Native, AnswerMilliseconds));
            return list.Items[0].Offset;
        }
    }

    /// <summary>The brokers in this process listen no more, and every client's connection ends.</summary>
    public void Stop()
    {
        if (_proxy is not null)
        {
            _proxy.Stop();
            return;
        }

        AcceptedSockets.Shutdown(int.Parse(Servers.AsSpan(Servers.LastIndexOf(':') + 1), CultureInfo.InvariantCulture));
        Assert.Equal(0, MockKafka.BrokerDown(_mock, 1));
    }

    public void GoOn()
    {
        if (_proxy is not null)
        {
            _proxy.GoOn();
            return;
        }

        Assert.Equal(0, MockKafka.BrokerUp(_mock, 1));
    }

    void IConnectorServer.End(bool graceful) => Stop();

    void IConnectorServer.Begin() => GoOn();

    /// <summary>Something happens to the next request of a kind.</summary>
    public void Spoil(short api, KafkaFault fault) => _proxy!.Next = (api, fault);

    /// <summary>Waits until that has happened.</summary>
    public void AwaitSpoilt() => ProcessWaits.WaitFor(() => _proxy!.Next is null, "the fault happened");

    public void RemoveRecords(string topic, int partition, long before) =>
        Assert.Equal(0, MockKafka.DeleteRecords(_mock, topic, partition, before));

    /// <summary>The next requests of a kind are answered so.</summary>
    public void Answer(short api, params int[] errors) => MockKafka.PushErrors(_mock, api, (nuint)errors.Length, errors);

    public void Dispose()
    {
        _writer?.Release();
        foreach (KafkaClient asker in _askers.Values)
        {
            asker.Release();
        }

        _proxy?.Dispose();
        if (_mock != 0)
        {
            MockKafka.Destroy(_mock);
        }

        _client.Release();
    }
}
