using HotStream.Kafka;

namespace HotStream;

/// <summary>What reading from Kafka and writing to it have in common. Setters refuse what cannot work.</summary>
public abstract class KafkaClientOptions
{
    private protected KafkaClientOptions()
    {
    }

    /// <summary>
    /// Properties of the client, by librdkafka's names: <c>security.protocol</c>, <c>sasl.mechanisms</c>, <c>sasl.username</c>,
    /// <c>sasl.password</c>, <c>ssl.ca.location</c>, <c>client.rack</c> and so on. They are checked when the stream or sink is made. Those
    /// that HotStream sets itself are refused. Their values appear in no message and no log, unless a value is refused and is no secret.
    /// </summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    /// <summary>The settings in a line, and of properties their names only.</summary>
    public override string ToString() =>
        $"properties {(Properties.Count == 0 ? "none" : string.Join(", ", Properties.Keys.Order(StringComparer.Ordinal).Select(
            static name => PlainText.Of(name))))}";

    /// <summary>Ours, then the user's; ours that may be changed come first, and are replaced.</summary>
    /// <param name="type">Consumer or producer.</param>
    /// <param name="servers">Where brokers are.</param>
    /// <param name="defaults">What the user may change.</param>
    /// <param name="own">What the user may not.</param>
    /// <exception cref="ArgumentException">A property is not the user's to set.</exception>
    private protected Dictionary<string, string> Merge(int type, string servers,
        IEnumerable<KeyValuePair<string, string>> defaults, IEnumerable<(string Name, string Value, string Instead)> own)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(servers);
        var merged = new Dictionary<string, string>(defaults);
        foreach ((string name, string value) in Properties)
        {
            merged[name] = value
                ?? throw new ArgumentException($"The property {PlainText.Of(name)} has no value.");
        }

        foreach ((string name, string value, string instead) in own.Append(("bootstrap.servers", servers, "name the servers")))
        {
            merged[name] = !Properties.ContainsKey(name) ? value : throw new ArgumentException(
                $"The property {name} is set by HotStream: {instead}, and leave it out of {nameof(Properties)}.");
        }

        KafkaClient.Check(type, merged);
        return merged;
    }
}
