namespace HotStream.Cli;

/// <summary>Blobs of a container, one for each batch and partition, a line for each record.</summary>
internal sealed record AzureBlobDestination(AzureBlobLogin Login) : Destination
{
    public override string Name => Login.Address;

    public override bool UsesTls => Login.IsTls;

    public static Destination Open(AddressReader reader) => new AzureBlobDestination(AzureBlobLogin.Read(reader));

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Login.PrepareAsync(options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) =>
        messages.Map(message => message.Payload).SaveToAzureBlobs(Login.Address, Options(options));

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.Map(result => result.ToJson(options.Window!)).SaveToAzureBlobs(Login.Address, Options(options));

    private AzureBlobWriteOptions Options(StoreOptions options) =>
        Login.Fill(new AzureBlobWriteOptions { RetryFor = options.RetryFor }, options);
}
