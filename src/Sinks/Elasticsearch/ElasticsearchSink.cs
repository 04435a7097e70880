using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Stores records as documents in Elasticsearch (5 and later) or OpenSearch by <c>_bulk</c> requests. A batch is complete when the server
/// has said of every document that it is stored; what it refuses for good is a dead letter with the server's reason. At least once: a
/// request whose answer is lost is sent again, and overwrites itself because ids are the same. With an id selector, the documents of one id
/// are stored in the order of their records, also when some are sent again. What says more about the cluster than about a document (a
/// closed or missing index, a block, missing rights, too much to do) is tried again for <see cref="HttpSinkOptions.RetryFor"/>; then the
/// batch fails, and nothing of it is lost.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class ElasticsearchSink<T> : Sink<T>
{
    private readonly Lock _gate = new();
    private readonly ElasticsearchOptions _options;
    private readonly RecordEncoder<T> _encoder;
    private readonly Func<T, DocumentKey>? _id;
    private readonly Func<T, DocumentKey>? _routing;
    private ElasticsearchTarget? _target;
    private string? _claim;

    /// <summary>A sink for records that the source generator of System.Text.Json knows.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ElasticsearchSink(ElasticsearchOptions options, JsonTypeInfo<T> json, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
        : this(options, RecordEncoders.Json(json), id, routing)
    {
    }

    /// <summary>A sink for records that a function writes.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="write">Writes one JSON object.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ElasticsearchSink(ElasticsearchOptions options, Action<Utf8JsonWriter, T> write, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
        : this(options, RecordEncoders.Json(write), id, routing)
    {
    }

    /// <summary>
    /// A sink for records that hold their document as a text of JSON, for example the payload of a message.
    /// Line breaks in it become blanks.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="document">The text; what is no JSON object becomes a dead letter.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ElasticsearchSink(ElasticsearchOptions options, Func<T, Utf8Slice> document, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
        : this(options, RecordEncoders.Slice(document), id, routing)
    {
    }

    /// <summary>A sink for records that an encoder makes JSON of.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="encoder">Writes one JSON object, see <see cref="RecordEncoders"/>. Line breaks in it become blanks; what is no JSON
    /// object becomes a dead letter.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <param name="routing">What decides the shard; null for the id.</param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    public ElasticsearchSink(ElasticsearchOptions options, RecordEncoder<T> encoder, Func<T, DocumentKey>? id = null,
        Func<T, DocumentKey>? routing = null)
        : base(NameOf(options))
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _options = options;
        _id = id;
        _routing = routing;
        _encoder = encoder;
        Check(options, id is not null);
    }

    /// <inheritdoc/>
    protected override Func<T, ulong>? KeyHash => _id is { } id ? record => HashOf(id, record) : null;

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        string prefix = _options.IdPrefix is { } own ? $"{own}-{partition.Query}" : partition.Query;
        lock (_gate)
        {
            if (_id is null)
            {
                _claim ??= IdPrefixes.Claim(Name, prefix);
            }

            _target ??= new ElasticsearchTarget(_options, Name, partition.TimeProvider);
        }

        return new ElasticsearchWriter<T>(_target, partition, new BulkAction<T>(_options.Operation, _id, _routing, prefix), _encoder);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _target?.Dispose();
        IdPrefixes.Release(_claim);
        _claim = null;
        base.Dispose(disposing);
    }

    private static ulong HashOf(Func<T, DocumentKey> id, T record)
    {
        try
        {
            return id(record).Hash();
        }
        catch (Exception)
        {
            return 0; // any writer will do: it asks again, and refuses the record
        }
    }

    private static string NameOf(ElasticsearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string node = options.Nodes.Count > 0 && options.Nodes[0].IsAbsoluteUri
            ? PlainText.Address(options.Nodes[0].GetLeftPart(UriPartial.Authority)) : "without a node";
        return $"elasticsearch {node}/{options.Index}";
    }

    private static void Check(ElasticsearchOptions options, bool hasIds)
    {
        _ = new IndexName(options.Index);
        using (new ElasticsearchTransport(options, TimeProvider.System))
        {
            // refuses addresses and credentials that cannot be
        }

        if (!hasIds && options.Operation is ElasticsearchOperation.Update or ElasticsearchOperation.Upsert or ElasticsearchOperation.Delete)
        {
            throw new ArgumentException($"{options.Operation} needs to know which document is meant: give an id selector.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.RequestDocuments, 1, nameof(options.RequestDocuments));
        ElasticsearchTarget.LimitsOf(options).Check();
    }
}
