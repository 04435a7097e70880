namespace HotStream.Cli;

/// <summary>Messages of a subject that a stream of JetStream keeps; without a subject, of their topics.</summary>
internal sealed record NatsDestination(NatsLogin Login, string? Subject) : RecordDestination
{
    public override string Name => $"nats {Login.Server} {Subject}".TrimEnd();

    public override bool UsesTls => Login.IsTls;

    public override bool UsesTopics => Subject is null;

    public override string TopicExample => "nats://HOST:4222/SUBJECT";

    protected override HostPort Server => Login.Server;

    public static NatsDestination Open(AddressReader reader) =>
        new(NatsLogin.Read(reader), reader.Address.Path.Length > 0 ? reader.Address.Path : null);

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options)
    {
        NatsPublishOptions publish = Login.Fill(new NatsPublishOptions { RetryFor = options.RetryFor }, options);
        if (Subject is null)
        {
            records.PublishToNats(Login.Address, topic!, payload, publish);
        }
        else
        {
            records.PublishToNats(Login.Address, Subject, payload, publish);
        }
    }
}
