namespace HotStream.Cli;

/// <summary>Files of HDFS, one for each batch and partition, a line for each record.</summary>
internal sealed record HdfsDestination(HdfsLogin Login) : Destination
{
    public override string Name => Login.ToString();

    public override bool UsesTls => Login.IsTls;

    public static Destination Open(AddressReader reader) => new HdfsDestination(HdfsLogin.Read(reader));

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Login.PrepareAsync(options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) =>
        messages.Map(message => message.Payload).SaveToHdfs(Login.Path, Options(options));

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.Map(result => result.ToJson(options.Window!)).SaveToHdfs(Login.Path, Options(options));

    private HdfsWriteOptions Options(StoreOptions options) => Login.Fill(new HdfsWriteOptions { RetryFor = options.RetryFor }, options);
}
