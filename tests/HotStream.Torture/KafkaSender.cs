using HotStream.Tests.Io.Kafka;

namespace HotStream.Torture;

/// <summary>
/// A topic of several partitions at librdkafka's own brokers, which live in this process: they are not killed, they close their connections
/// and listen no more.
/// </summary>
internal sealed class KafkaSender : KeptSender
{
    private const string Topic = "torture";
    private const int Partitions = 3;
    private readonly KafkaCluster _cluster;

    public KafkaSender()
        : this(KafkaCluster.Start())
    {
    }

    private KafkaSender(KafkaCluster cluster)
        : base('k', cluster, Partitions)
    {
        _cluster = cluster;
        cluster.Create(Topic, Partitions);
    }

    /// <summary>Why it takes no part; null when it does.</summary>
    public static string? WhyNot(TortureOptions options, string name = KeptSystem.Kafka) =>
        options.Seed % 2 != 0 && MovedClock.MovesProcesses && !options.AsksFor(name)
            ? $"it takes part in runs of even seeds, and by --with {name}; in others libfaketime moves the clock, which librdkafka waits by"
            : null;

    public override string Address => _cluster.Servers;

    public static DStream<Utf8Slice> Read(StreamingContext context, string address) =>
        context.KafkaStream(address, Topic, new KafkaOptions { Start = KafkaStart.Earliest });

    protected override void Write(int partition, string[] lines) => _cluster.Write(Topic, partition, lines);
}
