namespace HotStream.Kafka;

/// <summary>With which offsets the partitions begin that a member of a group gets.</summary>
internal static class KafkaGroupBeginnings
{
    private const int AnswerMilliseconds = 5000;

    /// <summary>The beginnings; null when a broker does not say.</summary>
    /// <param name="client">The consumer.</param>
    /// <param name="source">What is read.</param>
    /// <param name="places">The partitions.</param>
    /// <param name="looksAtEnds">Whether to look if what the group knows is still there.</param>
    /// <param name="report">Takes what was passed over.</param>
    /// <param name="problem">What a broker said instead.</param>
    /// <exception cref="InvalidDataException">Records are gone, and that is not to be passed over.</exception>
    public static List<(TopicPartition Place, long Offset, bool IsKnown)>? Find(KafkaClient client, KafkaGroupSource source,
        IReadOnlyList<TopicPartition> places, bool looksAtEnds, Action<string> report, out string? problem)
    {
        var found = new List<(TopicPartition, long, bool)>();
        Dictionary<TopicPartition, long> committed = [];
        KafkaCode code = places.Count == 0 ? KafkaCode.Ok : KafkaBeginnings.Committed(client, places, AnswerMilliseconds, committed);
        for (int i = 0; i < places.Count && code == KafkaCode.Ok; i++)
        {
            bool isKnown = committed.TryGetValue(places[i], out long offset);
            if (!isKnown || looksAtEnds)
            {
                code = RdKafka.QueryEnds(client.Handle, places[i].Topic, places[i].Partition, out long low, out long high,
                    AnswerMilliseconds);
                (offset, isKnown) = code != KafkaCode.Ok ? (0, false)
                    : !isKnown ? (source.Start == KafkaStart.Latest ? high : low, false)
                    : offset >= low && offset <= high ? (offset, true)
                    : (PassOver(source, places[i], offset, low, high, report), false);
            }

            found.Add((places[i], offset, isKnown));
        }

        problem = code == KafkaCode.Ok ? null : KafkaGroupTrouble.Describe(source.Group, code, RdKafka.Describe(code));
        return code == KafkaCode.Ok ? found : null;
    }

    private static long PassOver(KafkaGroupSource source, TopicPartition place, long offset, long low, long high, Action<string> report)
    {
        string gone = $"Group {PlainText.Of(source.Group)} is at offset {offset} of {PlainText.Of(place.ToString())}, which has {low} to "
            + $"{high} only: the records between were removed, or the topic was made anew.";
        if (source.WhenGone == KafkaLostRecords.Fail)
        {
            throw new InvalidDataException(gone + $" Let topics keep records longer than the group is away. To go on with the oldest, set "
                + $"{nameof(KafkaGroupOptions)}.{nameof(KafkaGroupOptions.WhenRecordsAreGone)} to {nameof(KafkaLostRecords.Skip)}.");
        }

        report(gone + $" Reading goes on at offset {low}.");
        return low;
    }
}
