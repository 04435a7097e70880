namespace HotStream.Kafka;

/// <summary>
/// Where partitions begin or end now: one request to each broker that leads some of them, however many they are. Asked one by one, a topic
/// of a thousand partitions would be read two thousand answers later.
/// </summary>
internal static unsafe class KafkaEnds
{
    private const long NextRecord = -1; // what the protocol calls the latest "time"
    private const long OldestRecord = -2;

    /// <summary>The offsets of the oldest records.</summary>
    public static KafkaCode Oldest(KafkaClient client, IReadOnlyList<TopicPartition> places, int milliseconds,
        Dictionary<TopicPartition, long> offsets) => Ask(client, places, OldestRecord, milliseconds, offsets);

    /// <summary>The offsets that the next records will have.</summary>
    public static KafkaCode Next(KafkaClient client, IReadOnlyList<TopicPartition> places, int milliseconds,
        Dictionary<TopicPartition, long> offsets) => Ask(client, places, NextRecord, milliseconds, offsets);

    private static KafkaCode Ask(KafkaClient client, IReadOnlyList<TopicPartition> places, long time, int milliseconds,
        Dictionary<TopicPartition, long> offsets)
    {
        if (places.Count == 0)
        {
            return KafkaCode.Ok;
        }

        using var list = new PartitionList([.. places.Select(place => (place, time))]);
        KafkaCode code = RdKafka.OffsetsForTimes(client.Handle, list.Native, milliseconds);
        for (int i = 0; i < places.Count && code == KafkaCode.Ok; i++)
        {
            code = list.Items[i].Code;
            if (code == KafkaCode.Ok && list.Items[i].Offset < 0)
            {
                code = KafkaCode.NoOffset;
            }

            offsets[places[i]] = list.Items[i].Offset;
        }

        return code;
    }
}
