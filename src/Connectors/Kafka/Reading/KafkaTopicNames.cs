namespace HotStream.Kafka;

/// <summary>Names of topics as texts for their records, which live as long as the stream. One thread.</summary>
internal sealed class KafkaTopicNames : IDisposable
{
    private readonly Utf8Arena _arena = new();
    private readonly Dictionary<string, Utf8Slice> _names = [];

    public Utf8Slice Of(string topic)
    {
        if (!_names.TryGetValue(topic, out Utf8Slice name))
        {
            _names[topic] = name = _arena.Add(topic);
        }

        return name;
    }

    public void Dispose() => _arena.Dispose();
}
