namespace HotStream.Kafka;

/// <summary>
/// With which offset a partition begins that is read for the first time: where an earlier life was, else what the user says, else the
/// group's, else an end of the partition. Always a number, so that a restart does not find another end.
/// </summary>
internal static unsafe class KafkaBeginnings
{
    /// <summary>The beginnings, in the order of the partitions; null when a broker does not say.</summary>
    /// <param name="client">The consumer.</param>
    /// <param name="source">What is read.</param>
    /// <param name="known">Where partitions are that an earlier life read.</param>
    /// <param name="places">The partitions, of one topic.</param>
    /// <param name="areOld">Whether they were there when the stream began; new ones are read whole.</param>
    /// <param name="milliseconds">How long to wait for each answer.</param>
    /// <param name="problem">What a broker said instead.</param>
    public static List<(TopicPartition Place, long Offset)>? Find(KafkaClient client, KafkaSource source,
        IReadOnlyDictionary<TopicPartition, long> known, IReadOnlyList<TopicPartition> places, bool areOld, int milliseconds,
        out string? problem)
    {
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (TopicPartition place in places)
        {
            if (known.TryGetValue(place, out long offset) || source.Offsets.TryGetValue(place, out offset))
            {
                offsets[place] = offset;
            }
        }

        KafkaCode code = source.Group is null || offsets.Count == places.Count ? KafkaCode.Ok
            : Committed(client, Open(), milliseconds, offsets);
        if (code == KafkaCode.Ok)
        {
            code = areOld && source.Start == KafkaStart.Latest ? KafkaEnds.Next(client, Open(), milliseconds, offsets)
                : KafkaEnds.Oldest(client, Open(), milliseconds, offsets);
        }

        problem = code == KafkaCode.Ok ? null : RdKafka.Describe(code);
        return code == KafkaCode.Ok ? [.. places.Select(place => (place, offsets[place]))] : null;

        List<TopicPartition> Open() => [.. places.Where(place => !offsets.ContainsKey(place))];
    }

    /// <summary>Asks for the group's offsets; partitions that it does not know are left out.</summary>
    public static KafkaCode Committed(KafkaClient client, IReadOnlyList<TopicPartition> places, int milliseconds,
        Dictionary<TopicPartition, long> committed)
    {
        using var list = new PartitionList([.. places.Select(static place => (place, 0L))]);
        KafkaCode code = RdKafka.Committed(client.Handle, list.Native, milliseconds);
        for (int i = 0; i < places.Count && code == KafkaCode.Ok; i++)
        {
            code = list.Items[i].Code;
            if (list.Items[i].Offset >= 0)
            {
                committed[places[i]] = list.Items[i].Offset;
            }
        }

        return code;
    }
}
