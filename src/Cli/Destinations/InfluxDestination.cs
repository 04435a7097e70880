using System.Text.Json;

namespace HotStream.Cli;

/// <summary>
/// Points of a measurement: of messages, the fields that are named; of windows, key, count and sum. Messages that are text are lines of
/// InfluxDB's own protocol.
/// </summary>
internal sealed record InfluxDestination(Uri Server, string? User, string? Password, string? Database) : Destination
{
    private static readonly DateTimeOffset s_earliest = DateTimeOffset.FromUnixTimeSeconds(-9_000_000_000); // nanoseconds are 64 bits
    private static readonly DateTimeOffset s_latest = DateTimeOffset.FromUnixTimeSeconds(9_000_000_000);

    /// <summary>Organization, bucket and token of version 2; null for version 1.</summary>
    public (string Organization, string Bucket, string? Token)? Version2 { get; init; }

    /// <summary>What is measured; null when messages say it.</summary>
    public string? Measurement { get; init; }

    /// <summary>Which fields of messages are fields of points.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Which fields of messages are tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Which field is the time, in ISO 8601 with a zone.</summary>
    public string? Time { get; init; }

    public override string Name => $"influx {Server.Host}:{Server.Port}/{Database ?? Version2?.Bucket}";

    public override bool UsesTls => Server.Scheme == Uri.UriSchemeHttps;

    public static InfluxDestination Open(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        string scheme = address.Scheme == "influxs" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        string? bucket = reader.Take("bucket");
        string? database = bucket is null ? reader.Path("database (or org and bucket)") : null;
        var destination = new InfluxDestination(new Uri($"{scheme}://{address.Server(8086)}"), address.User, address.Password, database)
        {
            Version2 = bucket is null ? null : (reader.Need("org"), bucket, reader.Take("token")),
            Measurement = reader.Take("measurement"),
            Fields = reader.TakeList("fields"),
            Tags = reader.TakeList("tags"),
            Time = reader.Take("time"),
        };
        try
        {
            using var probe = new InfluxSink<Utf8Slice>(destination.Options(new StoreOptions()), RecordEncoders.Text<Utf8Slice>());
        }
        catch (ArgumentException problem)
        {
            throw reader.Problem($"cannot be: {problem.Message.Split(" (Parameter '")[0].TrimEnd('.')}", problem);
        }

        return destination;
    }

    public override void Check(StoreOptions options)
    {
        base.Check(options);
        CheckOneAuthority(options);
        bool isLine = options.Format == PayloadFormat.Text;
        if (isLine ? Measurement is not null || Fields.Count > 0 : Measurement is null)
        {
            throw new UsageException(isLine
                ? "Text for InfluxDB is lines of its protocol, which have a measurement: leave measurement and fields out, or say --json."
                : "Say what is measured: influx://HOST:8086/DATABASE?measurement=NAME.");
        }

        if (!isLine && options.Window is null && (Fields.Count == 0 || Time is null))
        {
            throw new UsageException("Say which fields of messages are a point's fields and its time: "
                + "influx://HOST:8086/DATABASE?measurement=NAME&fields=FIELD,FIELD&time=FIELD.");
        }
    }

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) =>
        ServerWait.ForPortAsync(Name, Server.Host, Server.Port, options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (options.Format == PayloadFormat.Text)
        {
            messages.Map(static message => message.Payload).SaveToInflux(Options(options));
            return;
        }

        string[] read = [.. Tags, .. Fields, Time!];
        var encoder = new InfluxPointFields(Measurement!, Tags, Fields);
        messages.ParseJson(read, encoder.Read).SaveToInflux(Options(options), encoder.Write);
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options)
    {
        WindowQuestion question = options.Window!;
        results.SaveToInflux(Options(options), (line, result) =>
        {
            line.Measurement(Measurement!).Tag(question.Key, result.Key).Field("count", result.Count);
            if (question.Sum is not null)
            {
                line.Field("sum_" + question.Sum, result.Sum);
            }

            line.Time(result.End);
        });
    }

    private InfluxOptions Options(StoreOptions options) => new()
    {
        Address = Server,
        Database = Database,
        Organization = Version2?.Organization,
        Bucket = Version2?.Bucket,
        Token = Version2?.Token,
        UserName = User,
        Password = Password,
        CertificateAuthority = UsesTls ? options.Authorities?.Certificates[0] : null,
        RetryFor = options.RetryFor,
    };
}
