using HotStream.Kafka;

namespace HotStream;

/// <summary>
/// Writes records to a topic. For streams, <see cref="KafkaSinkExtensions"/> is shorter, and says what is promised; a sink is for
/// <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class KafkaSink<T> : Sink<T>
{
    private readonly KafkaTarget _target;
    private readonly RecordEncoder<T>? _key;
    private readonly RecordEncoder<T> _value;
    private readonly Action<KafkaHeaderWriter, T>? _headers;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="servers">Some brokers of the cluster: <c>HOST:9092,HOST:9092</c>.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="key">Writes the key of a record; null for records without.</param>
    /// <param name="value">Writes the value of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="headers">Writes the headers of a record; null for none. Worker threads, several at a time, each with a writer of its
    /// own.</param>
    /// <exception cref="ArgumentException">The topic or an option cannot work.</exception>
    public KafkaSink(string servers, string topic, RecordEncoder<T>? key, RecordEncoder<T> value, KafkaSinkOptions? options = null,
        Action<KafkaHeaderWriter, T>? headers = null)
        : base($"kafka {topic}")
    {
        ArgumentNullException.ThrowIfNull(value);
        KafkaSource.CheckTopic(topic);
        options ??= new KafkaSinkOptions();
        Dictionary<string, string> settings = options.Settings(servers);
        KafkaTransactions? transactions = options.TransactionalId is not { } id ? null : new KafkaTransactions(id, Name, topic,
            new Dictionary<string, string>(options.Properties) { ["bootstrap.servers"] = servers },
            options.RetryFor);
        _target = new KafkaTarget(Name, topic, settings, options.RetryFor, transactions);
        _key = key;
        _value = value;
        _headers = headers;
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) =>
        new KafkaSinkWriter<T>(_target, _key, _value, _headers, partition);

    /// <inheritdoc/>
    protected override void Prepare(BatchTime time) => _target.Prepare();

    /// <inheritdoc/>
    protected override void Commit(BatchTime time) => _target.Commit();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _target.Dispose();
        base.Dispose(disposing);
    }
}
