namespace HotStream.Cli;

/// <summary><c>mqtt://HOST:1883/TOPIC</c>: a broker, a topic or a filter, and how to subscribe.</summary>
internal static class MqttSources
{
    private const string Example = "mqtt://HOST:1883/TOPIC, with client-id=NAME and qos=0, 1 or 2 behind a question mark (mqtts for TLS)";

    /// <summary>Reads one, or answers null. A filter may end with <c>#</c>, which addresses take for something else.</summary>
    public static MessageSource? Open(string text)
    {
        if (ServerAddress.TryParse(text.Replace("#", "%23", StringComparison.Ordinal)) is not { } address)
        {
            return null;
        }

        var reader = new AddressReader(address, PlainText.Address(text), Example);
        string topic = reader.Path("topic");
        string? client = reader.Take("client-id");
        MqttQos qos = reader.Take("qos") switch
        {
            "0" => MqttQos.AtMostOnce,
            null or "1" => MqttQos.AtLeastOnce,
            "2" => MqttQos.ExactlyOnce,
            _ => throw reader.Problem("has another qos than 0, 1 or 2"),
        };
        reader.RefuseOthers();
        return new BrokerSource(BrokerAddress.Of(address), [new MqttTopic(topic, qos)], client, address.User, address.Password);
    }
}
