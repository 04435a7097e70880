using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Sends records to a server over HTTP, as a <see cref="HttpDialect"/> says. A batch is complete when every request was taken. What may
/// pass is tried again with growing waits, for <see cref="HttpSinkOptions.RetryFor"/>; a request that is refused for a record is cut in two
/// until that record is found, which is a dead letter; what says more about the server than about a record fails the batch. At least once:
/// a request whose answer is lost is sent again.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public class HttpDialectSink<T> : Sink<T>
{
    private readonly Lock _gate = new();
    private readonly HttpDialect _dialect;
    private readonly RecordEncoder<T> _encoder;
    private HttpDialectTarget? _target;

    /// <summary>Creates the sink.</summary>
    /// <param name="dialect">The server's ways.</param>
    /// <param name="encoder">Writes a record.</param>
    public HttpDialectSink(HttpDialect dialect, RecordEncoder<T> encoder)
        : base((dialect ?? throw new ArgumentNullException(nameof(dialect))).Name)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _dialect = dialect;
        _encoder = encoder;
    }

    /// <inheritdoc/>
    protected sealed override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        lock (_gate)
        {
            _target ??= new HttpDialectTarget(_dialect, partition.TimeProvider);
        }

        return new HttpDialectWriter<T>(_target, partition, _encoder);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _target?.Dispose();
        base.Dispose(disposing);
    }
}
