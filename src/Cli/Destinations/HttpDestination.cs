namespace HotStream.Cli;

/// <summary>Bodies of lines of JSON, posted to a server.</summary>
internal sealed record HttpDestination(HttpAddress Page) : RecordDestination
{
    public override string Name => Page.ToString();

    public override bool UsesTls => Page.IsTls;

    protected override HostPort Server => Page.Server;

    public static HttpDestination? Open(string text) => HttpAddress.TryParse(text) is { } page ? new HttpDestination(page) : null;

    public override void Check(StoreOptions options)
    {
        base.Check(options);
        CheckIsJson(options);
        CheckOneAuthority(options);
    }

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options) =>
        records.PostTo(new HttpPostOptions
        {
            Address = Page.Address,
            UserName = Page.User,
            Password = Page.Password,
            CertificateAuthority = UsesTls ? options.Authorities?.Certificates[0] : null,
            RetryFor = options.RetryFor,
        }, payload);
}
