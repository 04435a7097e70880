namespace HotStream;

/// <summary>
/// Where an Elasticsearch cluster (or OpenSearch, which speaks the same) is, how to get in, and how a stream is stored there. Values out of
/// range are refused by the constructor of the sink or client.
/// </summary>
public sealed class ElasticsearchOptions : HttpSinkOptions
{
    /// <summary>Options with the defaults of Elasticsearch.</summary>
    public ElasticsearchOptions() => RequestBytes = 1 << 20;

    /// <summary>
    /// Addresses of nodes of one cluster, for example <c>http://127.0.0.1:9200</c>; requests go to them in turn,
    /// past those that do not answer.
    /// </summary>
    public IReadOnlyList<Uri> Nodes { get; init; } = [];

    /// <summary>An encoded API key, as Elasticsearch hands it out; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// Type of documents, for servers before version 7, which have types; it is not sent to later ones. Default <c>_doc</c>;
    /// servers before 6 need another.
    /// </summary>
    public string DocumentType { get; init; } = "_doc";

    /// <summary>
    /// The index, in lower case: a name, or one with a date in braces, which is that of the batch in universal time:
    /// <c>logs-{yyyy.MM.dd}</c> (a format as of <see cref="DateTime.ToString(string)"/>).
    /// </summary>
    public string Index { get; init; } = "";

    /// <summary>
    /// What to do with each record. Default <see cref="ElasticsearchOperation.Index"/>. Update, upsert and delete need an id selector.
    /// </summary>
    public ElasticsearchOperation Operation { get; init; }

    /// <summary>
    /// Start of the ids that are made when there is no selector: <c>[PREFIX-]QUERY-BATCH-PARTITION-RECORD</c>, where QUERY
    /// is <see cref="StreamingContext.QueryId"/> and BATCH the batch number. What is sent again, also after a restart, overwrites its own
    /// documents and no others. Of two sinks of one context that write to one index, one needs a prefix. Default null, none.
    /// </summary>
    public string? IdPrefix { get; init; }

    /// <summary>An ingest pipeline of the server; null for none.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Most documents in a request. Default 5000.</summary>
    public int RequestDocuments { get; init; } = 5000;

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Nodes.Select(node => Place(node, UriPartial.Authority)))}, index "
        + $"{PlainText.Of(Index)}, {Operation}, {RequestDocuments} documents a request, API key {Shown(ApiKey)}, {base.ToString()}";
}
