namespace HotStream.Cli;

/// <summary>Messages of an exchange, or of a queue, which is the exchange without a name.</summary>
/// <param name="Login">The server.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="Key">The routing key; null for each message's topic.</param>
internal sealed record RabbitMqDestination(RabbitMqLogin Login, string Exchange, string? Key) : RecordDestination
{
    public override string Name => $"rabbitmq {Login.Server} {(Exchange.Length > 0 ? Exchange : Key)}";

    public override bool UsesTls => Login.IsTls;

    public override bool UsesTopics => Key is null;

    public override string TopicExample => "?exchange=NAME&key=ROUTINGKEY";

    protected override HostPort Server => Login.Server;

    public static RabbitMqDestination Open(AddressReader reader)
    {
        RabbitMqLogin login = RabbitMqLogin.Read(reader);
        return reader.Take("queue") is { } queue ? new RabbitMqDestination(login, "", queue)
            : new RabbitMqDestination(login, reader.Take("exchange") ?? throw reader.Problem("names no queue and no exchange"),
                reader.Take("key"));
    }

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options)
    {
        RabbitMqPublishOptions publish = Login.Fill(new RabbitMqPublishOptions { RetryFor = options.RetryFor }, options);
        if (Key is null)
        {
            records.PublishToRabbitMq(Login.Address, Exchange, topic!, payload, publish);
        }
        else
        {
            records.PublishToRabbitMq(Login.Address, Exchange, Key, payload, publish);
        }
    }
}
