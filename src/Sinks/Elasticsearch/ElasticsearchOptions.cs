namespace HotStream;

/// <summary>How a stream is stored in Elasticsearch. Values out of range are refused by the sink's constructor.</summary>
public sealed class ElasticsearchOptions : ElasticsearchConnection
{
    /// <summary>
    /// The index, in lower case: a name, or one with a date in braces, which is that of the batch in universal time: <c>logs-{yyyy.MM.dd}</c> (a format as of
    /// <see cref="DateTime.ToString(string)"/>).
    /// </summary>
    public string Index { get; init; } = "";

    /// <summary>What to do with each record. Default <see cref="ElasticsearchOperation.Index"/>. Update, upsert and delete need an id selector.</summary>
    public ElasticsearchOperation Operation { get; init; }

    /// <summary>
    /// Start of the ids that are made when there is no selector: <c>[PREFIX-]RUN-BATCHTIME-PARTITION-RECORD</c>, where RUN is <see cref="StreamingOptions.RunId"/>. A request that
    /// is sent again overwrites its own documents and no others. Of two sinks of one context that write to one index, one needs a prefix. Default null, none.
    /// </summary>
    public string? IdPrefix { get; init; }

    /// <summary>An ingest pipeline of the server; null for none.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Whether requests are compressed, which pays when the network is slow. Default false.</summary>
    public bool Gzip { get; init; }

    /// <summary>Most documents in a request. Default 5000.</summary>
    public int RequestDocuments { get; init; } = 5000;

    /// <summary>Bytes at which a request is sent. Default 1 MiB. Halved when the server says that a request was too large.</summary>
    public int RequestBytes { get; init; } = 1 << 20;

    /// <summary>How long a document waits for others within its batch, looked at when records come; the end of a batch always sends. Default one second.</summary>
    public TimeSpan RequestAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most requests under way for each partition, also with an id selector, which keeps documents of one id in order; halved when the server has too much to do, and slowly raised again. Default 4.</summary>
    public int RequestsInFlight { get; init; } = 4;

    /// <summary>How long documents are sent again without any progress before the batch fails. Default one minute.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bound of the first wait before sending again; it doubles. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bound of the longest wait. Default 10 seconds.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(10);
}
