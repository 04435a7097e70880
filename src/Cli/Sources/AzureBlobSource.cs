namespace HotStream.Cli;

/// <summary>Lines of the blobs of a container: those that are there, and those that come.</summary>
internal sealed record AzureBlobSource(AzureBlobLogin Login) : LineSource
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromDays(20 * 365);

    protected override string Place => Login.Address;

    public override bool UsesTls => Login.IsTls;

    public static MessageSource Open(AddressReader reader) => new AzureBlobSource(AzureBlobLogin.Read(reader));

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Login.PrepareAsync(patience, stop);

    protected override DStream<Utf8Slice> Lines(StreamingContext context, StoreOptions options) => context.AzureBlobTextStream(
        Login.Address,
        Login.Fill(new AzureBlobReadOptions { NewBlobsOnly = false, Remember = s_remembered, RetryFor = options.RetryFor }, options));
}
