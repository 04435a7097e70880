namespace HotStream.Cli;

/// <summary>Events for an agent's Avro source, without headers.</summary>
internal sealed record FlumeDestination(HostPort Agent, bool IsTls, bool Deflate) : RecordDestination
{
    public override string Name => $"flume {Agent}";

    public override bool UsesTls => IsTls;

    protected override HostPort Server => Agent;

    public static FlumeDestination Open(AddressReader reader)
    {
        reader.NoPath();
        return new FlumeDestination(reader.Server(), reader.Address.Scheme == "flumes", reader.Has("deflate"));
    }

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options) =>
        records.SaveToFlume($"flume://{Agent}", payload, new FlumeSinkOptions
        {
            RetryFor = options.RetryFor,
            Deflate = Deflate,
            Tls = IsTls ? CertificateFile.ClientTls(options.Authorities) : null,
        });
}
