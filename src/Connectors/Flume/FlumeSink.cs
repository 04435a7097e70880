using HotStream.Flume;

namespace HotStream;

/// <summary>
/// Sends records to Avro sources of agents of Apache Flume; each partition has a connection. What it promises stands at
/// <see cref="FlumeSinkExtensions.SaveToFlume(DStream{Utf8Slice}, string, FlumeSinkOptions?)"/>. For streams that is shorter; a sink is
/// for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class FlumeSink<T> : Sink<T>
{
    private readonly FlumeTarget<T> _target;

    /// <summary>Makes a sink of events without headers; nothing is connected yet.</summary>
    /// <param name="agents"><c>flume://HOST:PORT</c>, several with commas.</param>
    /// <param name="body">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    public FlumeSink(string agents, RecordEncoder<T> body, FlumeSinkOptions? options = null)
        : this(agents, (RecordEncoder<T>?)null, body, options)
    {
    }

    /// <summary>Makes a sink of events with headers; nothing is connected yet.</summary>
    /// <param name="agents"><c>flume://HOST:PORT</c>, several with commas.</param>
    /// <param name="headers">Adds the headers of a record. Worker threads, several at a time.</param>
    /// <param name="body">Writes the body of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An address cannot be.</exception>
    public FlumeSink(string agents, Action<FlumeHeaders, T> headers, RecordEncoder<T> body, FlumeSinkOptions? options = null)
        : this(agents, new FlumeHeadersEncoder<T>(headers ?? throw new ArgumentNullException(nameof(headers))), body, options)
    {
    }

    internal FlumeSink(string agents, RecordEncoder<T>? headers, RecordEncoder<T> body, FlumeSinkOptions? options)
        : this(new FlumeTarget<T>(FlumeAddress.Parse(agents, nameof(agents)), options ?? new FlumeSinkOptions(), headers,
            body ?? throw new ArgumentNullException(nameof(body))))
    {
    }

    private FlumeSink(FlumeTarget<T> target)
        : base($"flume {string.Join(',', Array.ConvertAll(target.Agents, FlumeAddress.NameOf))}") => _target = target;

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new FlumeSinkWriter<T>(_target, partition, Name);
}
