namespace HotStream.Cli;

/// <summary>Documents in an index. Messages that come twice are stored twice unless a field is their id; windows replace themselves.</summary>
internal sealed record ElasticsearchDestination(Uri Node, string Index, string? User, string? Password) : Destination
{
    public override string Name => $"elasticsearch {Node.Host}:{Node.Port}/{Index}";

    /// <exception cref="FormatException">There is no index in it.</exception>
    public static ElasticsearchDestination Parse(Uri uri)
    {
        string index = uri.AbsolutePath.Trim('/');
        if (index.Length == 0 || index.Contains('/'))
        {
            throw new FormatException($"'{uri}' names no index; write elasticsearch://HOST:9200/INDEX (elasticsearchs for TLS).");
        }

        string scheme = uri.Scheme == "elasticsearchs" ? "https" : "http";
        (string? user, string? password) = Login(uri);
        return new ElasticsearchDestination(new Uri($"{scheme}://{uri.Host}:{(uri.Port < 0 ? 9200 : uri.Port)}"), index, user, password);
    }

    public override async Task PrepareAsync(MqttRunOptions options, CancellationToken stop)
    {
        if (options.Format == PayloadFormat.Text)
        {
            throw new IOException("Elasticsearch stores JSON; say --json or --single-quoted.");
        }

        using var client = new ElasticsearchClient(new ElasticsearchConnection { Nodes = [Node], UserName = User, Password = Password });
        await client.CreateIndexAsync(Index, cancel: stop).ConfigureAwait(false);
    }

    public override void Save(DStream<MqttMessage> messages, MqttRunOptions options) => messages.Map(message => message.Payload).SaveToElasticsearch(Options());

    public override void Save(DStream<WindowResult> results, WindowQuestion question) =>
        results.SaveToElasticsearch(Options(), (json, result) => result.Write(json, question), result => result.Id);

    private ElasticsearchOptions Options() => new() { Nodes = [Node], Index = Index, UserName = User, Password = Password };
}
