namespace HotStream.Kafka;

/// <summary>What a stream reads, as its options were when it was made.</summary>
internal sealed record KafkaSource(IReadOnlyList<string> Topics, IReadOnlyDictionary<string, string> Settings, string? Group,
    KafkaStart Start, IReadOnlyDictionary<TopicPartition, long> Offsets, double? MaxRatePerPartition, KafkaLostRecords WhenGone,
    TimeSpan LookForPartitions)
{
    private const int TopicBytesMax = 249; // Kafka's rule

    /// <summary>Takes and checks what a user has said.</summary>
    /// <exception cref="ArgumentException">A topic or an option cannot work.</exception>
    public static KafkaSource Of(string servers, IReadOnlyCollection<string> topics, KafkaOptions options)
    {
        CheckTopics(topics);
        return new KafkaSource([.. topics], options.Settings(servers), options.GroupId, options.Start,
            options.Offsets.ToDictionary(static offset => new TopicPartition(offset.Key.Topic, offset.Key.Partition),
                static offset => offset.Value),
            options.MaxRatePerPartition, options.WhenRecordsAreGone, options.LookForPartitions);
    }

    /// <summary>Refuses what are no names of topics.</summary>
    /// <exception cref="ArgumentException">There is none, or one that is none.</exception>
    public static void CheckTopics(IReadOnlyCollection<string> topics)
    {
        if (topics.Count == 0 || topics.Distinct().Count() < topics.Count)
        {
            throw new ArgumentException("Name at least one topic, and none twice.", nameof(topics));
        }

        foreach (string topic in topics)
        {
            CheckTopic(topic);
        }
    }

    /// <summary>Refuses what is no name of a topic.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void CheckTopic(string topic)
    {
        if (string.IsNullOrEmpty(topic) || topic.Length > TopicBytesMax || topic is "." or ".."
            || !topic.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new ArgumentException(
                $"'{PlainText.Of(topic ?? "")}' is no name of a topic: it has 1 to {TopicBytesMax} ASCII letters, digits, '.', '_' "
                + "and '-'.",
                nameof(topic));
        }
    }
}
