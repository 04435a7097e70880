namespace HotStream.Cli;

/// <summary>Records of a stream of Kinesis. A field that is the id is their partition key, else they are spread over the shards.</summary>
internal sealed record KinesisDestination(KinesisLogin Login) : RecordDestination
{
    public override string Name => Login.Name;

    public override bool UsesTls => Login.IsTls;

    protected override HostPort Server => new(Login.Server!.Host, Login.Server.Port);

    public static KinesisDestination Open(AddressReader reader) => new(KinesisLogin.Read(reader));

    public override void Check(StoreOptions options)
    {
        CheckId(options);
        CheckDocumentType(options);
    }

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Login.PrepareAsync(options.RetryFor, stop);

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

    private void Send<T>(DStream<T> records, RecordEncoder<T>? key, RecordEncoder<T> data, StoreOptions options) => records.WriteTo(
        new KinesisSink<T>(Login.Stream, key, data, Login.Fill(new KinesisSinkOptions { RetryFor = options.RetryFor }, options)));
}
