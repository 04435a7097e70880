using System.Diagnostics.Metrics;

namespace HotStream.Kafka;

/// <summary>What Kafka adds to the meter <c>HotStream</c>. Recorded at most once a batch or a second, never for a record.</summary>
internal static class KafkaMetrics
{
    private static readonly Meter s_meter = new("HotStream");
    private static readonly Gauge<long> s_lag = s_meter.CreateGauge<long>("hotstream.kafka.lag", "{record}",
        "Offsets from where a partition is read to its end, as the client heard of it last.");

    /// <summary>Whether anybody looks.</summary>
    public static bool AreRead => s_lag.Enabled;

    /// <summary>A partition is read from a position on. Nobody is asked: the end is what came with records before.</summary>
    /// <param name="client">The consumer.</param>
    /// <param name="reader">The context, or the group that shares the topics.</param>
    /// <param name="place">The partition.</param>
    /// <param name="position">The next offset.</param>
    public static void Lag(KafkaClient client, KeyValuePair<string, object?> reader, TopicPartition place, long position)
    {
        if (RdKafka.KnownEnds(client.Handle, place.Topic, place.Partition, out _, out long end) == KafkaCode.Ok && end >= 0)
        {
            s_lag.Record(Math.Max(0, end - position), reader, new("hotstream.topic", place.Topic),
                new("hotstream.partition", place.Partition));
        }
    }
}
