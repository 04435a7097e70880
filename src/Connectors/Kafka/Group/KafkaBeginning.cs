namespace HotStream.Kafka;

/// <summary>Where a partition begins that a member of a group gets.</summary>
/// <param name="Place">The partition.</param>
/// <param name="Offset">Its first record to be read.</param>
/// <param name="IsKnown">Whether the group has this offset.</param>
/// <param name="Gone">What to say of records before it that are gone; null when none are.</param>
internal readonly record struct KafkaBeginning(TopicPartition Place, long Offset, bool IsKnown, string? Gone)
{
    /// <summary>By what the group knows.</summary>
    public static KafkaBeginning Of(TopicPartition place, IReadOnlyDictionary<TopicPartition, long> committed) =>
        new(place, committed.GetValueOrDefault(place), IsKnown: committed.ContainsKey(place), Gone: null);
}
