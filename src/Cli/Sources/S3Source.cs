namespace HotStream.Cli;

/// <summary>Lines of the objects of a bucket: those that are there, and those that come.</summary>
internal sealed record S3Source(S3Login Login) : LineSource
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromDays(20 * 365);

    protected override string Place => Login.Address;

    public override bool UsesTls => Login.IsTls;

    public static MessageSource Open(AddressReader reader) => new S3Source(S3Login.Read(reader));

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Login.PrepareAsync(patience, stop);

    protected override DStream<Utf8Slice> Lines(StreamingContext context, StoreOptions options) => context.S3TextStream(Login.Address,
        Login.Fill(new S3ReadOptions { NewObjectsOnly = false, Remember = s_remembered, RetryFor = options.RetryFor }, options));
}
