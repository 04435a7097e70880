namespace HotStream.Kafka;

/// <summary>What a member of a group reads, as its options were when the stream was made.</summary>
internal sealed record KafkaGroupSource(string Servers, string Group, IReadOnlyList<string> Topics,
    IReadOnlyDictionary<string, string> Settings, KafkaStart Start, KafkaLostRecords WhenGone, TimeSpan FinishWithin, Action<int>? OnHeld)
{
    /// <summary>Takes and checks what a user has said.</summary>
    /// <exception cref="ArgumentException">A name or an option cannot work.</exception>
    public static KafkaGroupSource Of(string servers, string group, IReadOnlyCollection<string> topics, KafkaGroupOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        KafkaSource.CheckTopics(topics);
        return new KafkaGroupSource(servers, group, [.. topics], options.Settings(servers, group), options.Start,
            options.WhenRecordsAreGone, options.FinishWithin, options.OnHeld);
    }
}
