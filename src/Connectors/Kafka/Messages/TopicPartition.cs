using System.Globalization;

namespace HotStream.Kafka;

/// <summary>A partition of a topic; as text <c>TOPIC/NUMBER</c>, which no topic's name can be mistaken for.</summary>
internal readonly record struct TopicPartition(string Topic, int Partition)
{
    public static bool TryParse(string text, out TopicPartition place)
    {
        int slash = text.LastIndexOf('/');
        bool isOne = int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && slash > 0;
        place = isOne ? new TopicPartition(text[..slash], number) : default;
        return isOne;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition}");
}
