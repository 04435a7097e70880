using System.Net;

namespace HotStream.Cli;

/// <summary>
/// Documents in an index. Messages that come twice are stored twice unless a field is their id; windows replace themselves.
/// </summary>
internal sealed record ElasticsearchDestination(Uri Node, string Index, string? User, string? Password) : Destination
{
    public override string Name => $"elasticsearch {Node.Host}:{Node.Port}/{Index}";

    public override bool UsesTls => Node.Scheme == Uri.UriSchemeHttps;

    /// <exception cref="FormatException">There is no index in it.</exception>
    public static ElasticsearchDestination Open(AddressReader reader)
    {
        (ServerAddress address, string shown) = (reader.Address, reader.Shown);
        if (address.Path.Length == 0 || address.Path.Contains('/') || address.Query.Count > 0)
        {
            throw new FormatException($"'{shown}' names no index; write elasticsearch://HOST:9200/INDEX (elasticsearchs for TLS), with a "
                + $"date in braces if there is to be one, as in INDEX-{{yyyy.MM}}.");
        }

        string scheme = address.Scheme == "elasticsearchs" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var destination =
            new ElasticsearchDestination(new Uri($"{scheme}://{address.Server(9200)}"), address.Path, address.User, address.Password);
        try
        {
            using var probe = new ElasticsearchSink<Utf8Slice>(destination.Options(new StoreOptions()), static text => text);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            throw new FormatException(problem.Message, problem);
        }

        return destination;
    }

    public override void Check(StoreOptions options)
    {
        if (options.Format == PayloadFormat.Text)
        {
            throw new UsageException("Elasticsearch stores JSON; say --json or --single-quoted.");
        }

        CheckOneAuthority(options);

        CheckId(options);
    }

    public override async Task PrepareAsync(StoreOptions options, CancellationToken stop)
    {
        using var client = new ElasticsearchClient(Options(options));
        string version = "";
        await ServerWait.ForAsync(Name, async cancel => version = await client.VersionAsync(cancel)
            .ConfigureAwait(false), IsAway, options.RetryFor, stop).ConfigureAwait(false);
        if (options.DocumentType is null && int.TryParse(version.Split('.')[0], out int major) && major < 6)
        {
            throw new IOException($"{Name} is version {version}, whose documents have types with names of their own: say --document-type "
                + "NAME, such as --document-type message.");
        }

        if (!Index.Contains('{', StringComparison.Ordinal)) // one with a date is made when its day comes
        {
            await ServerWait.ForAsync(Name, cancel => CreateIndexAsync(client, cancel), IsAway, options.RetryFor,
                stop).ConfigureAwait(false);
        }
    }

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (options.Id is null)
        {
            messages.Map(message => message.Payload).SaveToElasticsearch(Options(options));
        }
        else
        {
            messages.ParseJson([options.Id], (message, row) => new Document(row.GetText(0), message.Payload))
                .WriteTo(new ElasticsearchSink<Document>(Options(options), document => document.Text, document => document.Id));
        }
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        results.SaveToElasticsearch(Options(options), (json, result) => result.Write(json, options.Window!), result => result.Id);

    private async Task CreateIndexAsync(ElasticsearchClient client, CancellationToken cancel)
    {
        try
        {
            await client.CreateIndexAsync(Index, cancel: cancel).ConfigureAwait(false);
        }
        catch (ElasticsearchException failure) when (failure.Status == HttpStatusCode.Forbidden)
        {
            // Who may write need not be allowed to make indices; if this one does not exist, the first batch says so.
        }
    }

    private static bool IsAway(Exception failure) =>
        failure is HttpRequestException or ElasticsearchException
        {
            Status: HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout,
        };

    private ElasticsearchOptions Options(StoreOptions options) => new()
    {
        Nodes = [Node],
        Index = Index,
        UserName = User,
        Password = Password,
        CertificateAuthority = UsesTls ? options.Authorities?.Certificates[0] : null,
        DocumentType = options.DocumentType ?? "_doc",
        RetryFor = options.RetryFor,
    };

    /// <summary>A document and which one it is.</summary>
    private readonly record struct Document(Utf8Slice Id, Utf8Slice Text);
}
