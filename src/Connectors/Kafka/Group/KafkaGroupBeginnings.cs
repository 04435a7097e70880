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
    /// <param name="problem">What a broker said instead.</param>
    public static List<KafkaBeginning>? Find(KafkaClient client, KafkaGroupSource source, IReadOnlyList<TopicPartition> places,
        bool looksAtEnds, out string? problem)
    {
        var found = new List<KafkaBeginning>();
        Dictionary<TopicPartition, long> committed = [];
        KafkaCode code = places.Count == 0 ? KafkaCode.Ok : KafkaBeginnings.Committed(client, places, AnswerMilliseconds, committed);
        TopicPartition[] open = [.. places.Where(place => looksAtEnds || !committed.ContainsKey(place))];
        Dictionary<TopicPartition, long> oldest = [];
        Dictionary<TopicPartition, long> next = [];
        code = code == KafkaCode.Ok ? KafkaEnds.Oldest(client, open, AnswerMilliseconds, oldest) : code;
        code = code == KafkaCode.Ok ? KafkaEnds.Next(client, open, AnswerMilliseconds, next) : code;
        for (int i = 0; i < places.Count && code == KafkaCode.Ok; i++)
        {
            KafkaBeginning beginning = KafkaBeginning.Of(places[i], committed);
            if (oldest.TryGetValue(places[i], out long low) && next[places[i]] is var high)
            {
                beginning = beginning.IsKnown && beginning.Offset >= low && beginning.Offset <= high ? beginning
                    : !beginning.IsKnown ? beginning with { Offset = source.Start == KafkaStart.Latest ? high : low }
                    : beginning with { Offset = low, IsKnown = false, Gone = Describe(source, places[i], beginning.Offset, low, high) };
            }

            found.Add(beginning);
        }

        problem = code == KafkaCode.Ok ? null : KafkaGroupTrouble.Describe(source.Group, code, RdKafka.Describe(code));
        return code == KafkaCode.Ok ? found : null;
    }

    private static string Describe(KafkaGroupSource source, TopicPartition place, long offset, long low, long high) =>
        $"Group {PlainText.Of(source.Group)} is at offset {offset} of {PlainText.Of(place.ToString())}, which has {low} to "
        + $"{high} only: the records between were removed, or the topic was made anew. "
        + (source.WhenGone == KafkaLostRecords.Skip ? $"Reading goes on at offset {low}."
            : "Nothing is read of this partition until somebody decides. Let topics keep records longer than the group is away. To go on "
            + $"with the oldest, set {nameof(KafkaGroupOptions)}.{nameof(KafkaGroupOptions.WhenRecordsAreGone)} to "
            + $"{nameof(KafkaLostRecords.Skip)}.");
}
