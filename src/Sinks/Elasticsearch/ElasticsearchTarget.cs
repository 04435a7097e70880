using System.Net;

namespace HotStream.Sinks;

/// <summary>What the writers of one sink share: the transport, the index, the limits. Thread-safe.</summary>
internal sealed class ElasticsearchTarget : IDisposable
{
    private readonly ElasticsearchOptions _options;
    private readonly IndexName _index;

    public ElasticsearchTarget(ElasticsearchOptions options, string name, TimeProvider clock)
    {
        _options = options;
        _index = new IndexName(options.Index);
        Name = name;
        Transport = new ElasticsearchTransport(options, clock);
    }

    public string Name { get; }

    public ElasticsearchTransport Transport { get; }

    public ElasticsearchOperation Operation => _options.Operation;

    public bool Gzip => _options.Gzip;

    public RequestLimits Limits => LimitsOf(_options);

    public static RequestLimits LimitsOf(ElasticsearchOptions options) => RequestLimits.Of(options, options.RequestDocuments);

    /// <summary>Where a batch's requests go. The answer is reduced to what is read.</summary>
    public async ValueTask<string> PathAsync(BatchTime time, Attempt attempt)
    {
        bool hasTypes = await Transport.MajorVersionAsync(attempt).ConfigureAwait(false) < 7;
        string index;
        lock (_index)
        {
            index = _index.At(time);
        }

        string type = hasTypes ? "/" + Uri.EscapeDataString(_options.DocumentType) : "";
        string pipeline = _options.Pipeline is { } name ? "&pipeline=" + Uri.EscapeDataString(name) : "";
        return $"/{Uri.EscapeDataString(index)}{type}/_bulk?filter_path=errors,items.*.status,items.*.error{pipeline}";
    }

    public ElasticsearchException GaveUp(int documents, string reason) => new(
        $"{Name} did not take {documents} documents within {PlainText.Of(_options.RetryFor)}: {reason}. {BulkVerdicts.RemedyOf(reason)} "
        + "To wait longer, raise RetryFor.",
        HttpStatusCode.ServiceUnavailable);

    public void Dispose() => Transport.Dispose();
}
