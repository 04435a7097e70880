namespace HotStream.Cli;

/// <summary>Objects of a bucket, one for each batch and partition, a line for each record.</summary>
internal sealed record S3Destination(S3Login Login) : Destination
{
    public override string Name => Login.Address;

    public override bool UsesTls => Login.IsTls;

    public static Destination Open(AddressReader reader) => new S3Destination(S3Login.Read(reader));

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Login.PrepareAsync(options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) =>
        messages.Map(message => message.Payload).SaveToS3(Login.Address, Options(options));

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.Map(result => result.ToJson(options.Window!)).SaveToS3(Login.Address, Options(options));

    private S3WriteOptions Options(StoreOptions options) => Login.Fill(new S3WriteOptions { RetryFor = options.RetryFor }, options);
}
