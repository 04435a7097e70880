using Confluent.Kafka;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.Table;

namespace HotStream.Bench;

/// <summary>Streamiz as its documents have it: records grouped by key and counted, in a store in memory without a log.</summary>
internal static class StreamizCount
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(2);

    public static JobOutcome Run(KafkaTopic topic)
    {
        var counts = new Dictionary<string, long>();
        var seen = 0;
        using var all = new ManualResetEventSlim();
        var config = new StreamConfig<StringSerDes, ByteArraySerDes>
        {
            ApplicationId = $"bench-{Guid.NewGuid():N}",
            BootstrapServers = topic.Servers,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            NumStreamThreads = 2,
            Logger = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
        };
        var builder = new StreamBuilder();
        builder.Stream<string, byte[]>(topic.Name).GroupByKey()
            .Count(InMemory.As<string, long>("counts").WithLoggingDisabled()).ToStream().Foreach((key, count, _) =>
            {
                lock (counts)
                {
                    counts[key] = count;
                    if (++seen == KafkaTopic.Records)
                        all.Set();
                }
            });
        using var stream = new KafkaStream(builder.Build(), config);
        stream.StartAsync();
        if (!all.Wait(s_silence))
            throw new TimeoutException($"{seen} of {KafkaTopic.Records} records came.");
        return new JobOutcome(KafkaTopic.Records, () => EngineKafka.Answer(counts));
    }
}
