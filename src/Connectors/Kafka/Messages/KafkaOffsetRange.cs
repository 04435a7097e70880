using System.Globalization;
using HotStream.Kafka;

namespace HotStream;

/// <summary>
/// What one batch reads of one partition of a topic, as Spark's <c>OffsetRange</c>: the offsets from one up to, and without, another. There
/// may be fewer records than offsets: compaction and transactions leave gaps.
/// </summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="From">The first offset.</param>
/// <param name="Until">The offset behind the last one.</param>
public readonly record struct KafkaOffsetRange(string Topic, int Partition, long From, long Until)
{
    /// <summary>Offsets in the range.</summary>
    public long Count => Until - From;

    /// <summary>The range in a line: <c>orders/3 from 17 to 42</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition} from {From} to {Until}");

    internal SourceRange ToSourceRange() => new(new TopicPartition(Topic, Partition).ToString(),
        From.ToString(CultureInfo.InvariantCulture), Until.ToString(CultureInfo.InvariantCulture));

    internal static KafkaOffsetRange Of(SourceRange range)
    {
        return TopicPartition.TryParse(range.Partition, out TopicPartition place)
            && long.TryParse(range.From, NumberStyles.None, CultureInfo.InvariantCulture, out long from)
            && long.TryParse(range.To, NumberStyles.None, CultureInfo.InvariantCulture, out long until) && until >= from
            ? new KafkaOffsetRange(place.Topic, place.Partition, from, until)
            : throw new ArgumentException($"{range} is no range of a topic: a partition is TOPIC/NUMBER, positions are offsets.");
    }
}
