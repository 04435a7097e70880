namespace HotStream.Cli;

/// <summary>Rows in a table of ClickHouse. What comes twice is stored twice.</summary>
internal sealed record ClickHouseDestination(Uri Server, string Table, string? User, string? Password) : Destination
{
    public override string Name => $"clickhouse {Server.Host}:{Server.Port}/{Table}";

    public override bool UsesTls => Server.Scheme == Uri.UriSchemeHttps;

    /// <exception cref="FormatException">There is no table in it.</exception>
    public static ClickHouseDestination Open(AddressReader reader)
    {
        (ServerAddress address, string shown) = (reader.Address, reader.Shown);
        string scheme = address.Scheme == "clickhouses" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        int port = address.Scheme == "clickhouses" ? 8443 : 8123;
        var destination = new ClickHouseDestination(new Uri($"{scheme}://{address.Server(port)}"), address.Path, address.User,
            address.Password);
        try
        {
            using var probe = new ClickHouseSink<Utf8Slice>(destination.Options(new StoreOptions()), RecordEncoders.Text<Utf8Slice>());
        }
        catch (ArgumentException problem)
        {
            throw Problem(shown, problem);
        }

        return address.Path.Contains('/') || address.Query.Count > 0 ? throw Problem(shown) : destination;
    }

    public override void Check(StoreOptions options)
    {
        base.Check(options);
        CheckIsJson(options);
        CheckOneAuthority(options);
    }

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) =>
        ServerWait.ForPortAsync(Name, Server.Host, Server.Port, options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) =>
        messages.Map(message => message.Payload).SaveToClickHouse(Options(options));

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.SaveToClickHouse(Options(options), (json, result) => result.Write(json, options.Window!));

    private static FormatException Problem(string shown, Exception? cause = null) => new(
        $"'{shown}' names no table; write clickhouse://HOST:8123/TABLE or clickhouse://HOST:8123/DATABASE.TABLE (clickhouses for TLS).",
        cause);

    private ClickHouseOptions Options(StoreOptions options) => new()
    {
        Address = Server,
        Table = Table,
        UserName = User,
        Password = Password,
        CertificateAuthority = UsesTls ? options.Authorities?.Certificates[0] : null,
        RetryFor = options.RetryFor,
    };
}
