namespace HotStream.Cli;

/// <summary>How to reach brokers: settings with a dot in their name are librdkafka's own, such as <c>security.protocol=ssl</c>.</summary>
/// <param name="Server">A broker.</param>
/// <param name="Properties">Properties of the client.</param>
internal sealed record KafkaLogin(HostPort Server, IReadOnlyDictionary<string, string> Properties)
{
    private const int DefaultPort = 9092;

    /// <summary>Takes what belongs to it. User and password are SASL's, plain unless <c>sasl.mechanisms</c> says something else.</summary>
    public static KafkaLogin Read(AddressReader reader)
    {
        Dictionary<string, string> properties = reader.TakeDotted().ToDictionary(StringComparer.Ordinal);
        if (reader.Address.User is { } user)
        {
            properties["sasl.username"] = user;
            properties["sasl.password"] = reader.Address.Password ?? "";
            properties.TryAdd("sasl.mechanisms", "PLAIN");
            properties.TryAdd("security.protocol", "sasl_plaintext");
        }

        return new KafkaLogin(new HostPort(reader.Address.Host, reader.Address.Port ?? DefaultPort), properties);
    }

    /// <summary>Gives them to a client.</summary>
    public T Fill<T>(T options, StoreOptions store)
        where T : KafkaClientOptions
    {
        foreach ((string name, string value) in Properties)
        {
            options.Properties[name] = value;
        }

        if (store.Authorities is not null)
        {
            options.Properties.TryAdd("ssl.ca.location", store.Authorities.Path);
        }

        return options;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => Server.ToString();
}
