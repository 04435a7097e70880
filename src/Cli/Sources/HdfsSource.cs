namespace HotStream.Cli;

/// <summary>Lines of files of HDFS: those that are there, and those that come.</summary>
internal sealed record HdfsSource(HdfsLogin Login) : LineSource
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromDays(20 * 365);

    protected override string Place => Login.Path;

    public override bool UsesTls => Login.IsTls;

    public static MessageSource Open(AddressReader reader) => new HdfsSource(HdfsLogin.Read(reader));

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Login.PrepareAsync(patience, stop);

    protected override DStream<Utf8Slice> Lines(StreamingContext context, StoreOptions options) => context.HdfsTextStream(Login.Path,
        Login.Fill(new HdfsReadOptions { NewFilesOnly = false, Remember = s_remembered, RetryFor = options.RetryFor }, options));
}
