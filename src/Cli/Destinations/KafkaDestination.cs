namespace HotStream.Cli;

/// <summary>Records of a topic. A field that is the id is their key: records of a key are in one partition, in their order.</summary>
internal sealed record KafkaDestination(KafkaLogin Login, string Topic) : RecordDestination
{
    public override string Name => $"kafka {Login.Server}/{Topic}";

    public override bool UsesTls => true;

    protected override HostPort Server => Login.Server;

    public static KafkaDestination Open(AddressReader reader) => new(KafkaLogin.Read(reader), reader.Path("topic"));

    public override void Check(StoreOptions options)
    {
        CheckId(options);
        CheckDocumentType(options);
    }

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (options.Id is null)
        {
            base.Save(messages, options);
            return;
        }

        Send(messages.ParseJson([options.Id], static (message, row) => KeyValuePair.Create(row.GetText(0), message.Payload)),
            RecordEncoders.Slice<KeyValuePair<Utf8Slice, Utf8Slice>>(static pair => pair.Key),
            RecordEncoders.Slice<KeyValuePair<Utf8Slice, Utf8Slice>>(static pair => pair.Value), options);
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        Send(results, RecordEncoders.Slice<WindowResult>(static result => result.Key), WindowResult.Encoder(options.Window!), options);

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options) =>
        Send(records, key: null, payload, options);

    private void Send<T>(DStream<T> records, RecordEncoder<T>? key, RecordEncoder<T> value, StoreOptions options)
    {
        records.SaveToKafka(Login.Server.ToString(), Topic, key, value,
            Login.Fill(new KafkaSinkOptions { RetryFor = options.RetryFor }, options));
    }
}
