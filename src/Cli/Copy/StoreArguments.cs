using System.CommandLine;
using System.CommandLine.Parsing;

namespace HotStream.Cli;

/// <summary>The arguments that say where messages go and how; those of <c>mqtt</c>, <c>copy</c> and <c>replay</c>.</summary>
internal sealed class StoreArguments
{
    private readonly Option<bool> _json = new("--json") { Description = "Payloads are JSON objects." };
    private readonly Option<bool> _quoted =
        new("--single-quoted") { Description = "Payloads are JSON objects with single quotes, as Python prints them." };

    private readonly Option<Destination> _to = ParsedOption.Create(
        "--to",
        "WHERE",
        DestinationSchemes.Table.Examples + ".",
        Destination.Parse);

    private readonly Option<string> _id = ParsedOption.Create(
        "--id", "FIELD", "Field that says which document or row a message is: a later one replaces an earlier one, in their "
        + "order. Of Kafka, the key. For example --id machine.", ParsedOption.Filled);

    private readonly Option<Interval> _retryFor = ParsedOption.Create(
        "--retry-for", "TIME",
        "How long a server that is away is waited for, at the start and later, before the command ends, such as 30s or 10m.",
        Interval.Parse);

    private readonly Option<string> _documentType = ParsedOption.Create(
        "--document-type", "NAME",
        "Type of documents in Elasticsearch before version 7, such as message; needed before version 6.", ParsedOption.Filled);

    private readonly Option<CertificateFile> _ca = ParsedOption.Create(
        "--ca", "FILE", "Authority that signed the certificates of the servers, as PEM, for example --ca plant-ca.pem; then no other is "
        + "trusted, and postgres:// is TLS with sslmode=verify-full.", CertificateFile.ReadAuthorities);

    public StoreArguments()
    {
        _to.DefaultValueFactory = _ => new ConsoleDestination();
        _retryFor.DefaultValueFactory = _ => new Interval(TimeSpan.FromMinutes(1));
    }

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_json, _quoted, _to, _id, _retryFor, _documentType, _ca];

    /// <summary>Whether messages have fields.</summary>
    public bool HasFields(CommandResult result) => result.GetResult(_json) is not null || result.GetResult(_quoted) is not null;

    /// <summary>Adds them to a command, and refuses what cannot be.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_json) is not null && result.GetResult(_quoted) is not null)
            {
                result.AddError("Give --json or --single-quoted, not both.");
            }
        });
    }

    /// <summary>Where messages go.</summary>
    public Destination To(ParseResult parsed) => parsed.GetValue(_to)!;

    /// <summary>How they are stored.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="window">What windows make of them.</param>
    /// <param name="usesTls">Whether the source uses TLS.</param>
    /// <exception cref="UsageException">They do not go together.</exception>
    public StoreOptions Read(ParseResult parsed, WindowQuestion? window, bool usesTls)
    {
        var options = new StoreOptions
        {
            Format = parsed.GetValue(_json) ? PayloadFormat.Json : parsed.GetValue(_quoted)
                ? PayloadFormat.SingleQuoted : PayloadFormat.Text,
            Window = window,
            Id = parsed.GetValue(_id),
            RetryFor = parsed.GetValue(_retryFor).Length,
            DocumentType = parsed.GetValue(_documentType),
            Authorities = parsed.GetValue(_ca),
        };
        Destination destination = To(parsed);
        destination.Check(options);
        return options.Authorities is null || usesTls || destination.UsesTls
            ? options
            : throw new UsageException("--ca is for TLS, and nothing here uses it: write mqtts://, elasticsearchs:// or postgres://.");
    }
}
