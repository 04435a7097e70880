using System.Buffers;

namespace HotStream;

/// <summary>
/// A writer for servers that answer each message: RabbitMQ, NATS, others. Derive from it and say how to connect. Records are encoded on the
/// worker into a bounded outbox, sent in order, and answered one by one: what a server takes is done, what it postpones is sent again, what
/// it refuses is a dead letter. When a connection ends another one is made and everything not answered goes again: at least once. After
/// <see cref="OutboxSettings.RetryFor"/> without progress the batch fails.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract class OutboxWriter<T> : SinkWriter<T>
{
    private readonly OutboxSettings _settings;
    private readonly RecordEncoder<T>? _keyEncoder;
    private readonly ReadOnlyMemory<byte> _fixedKey;
    private readonly RecordEncoder<T> _bodyEncoder;
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly Outbox _outbox;
    private readonly OutboxSender _sender;
    private readonly CancellationTokenRegistration _stopping;
    private CancellationTokenRegistration _batchStopping;
    private BatchTime _time;
    private long _record;

    /// <summary>Creates a writer; nothing is connected yet.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="settings">How it sends.</param>
    /// <param name="key">Writes the key of a record; null when all have one.</param>
    /// <param name="fixedKey">The key of all records, if they have one.</param>
    /// <param name="body">Writes the body of a record.</param>
    protected OutboxWriter(SinkPartition partition, OutboxSettings settings, RecordEncoder<T>? key, ReadOnlyMemory<byte> fixedKey,
        RecordEncoder<T> body)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(body);
        (Partition, _settings, _keyEncoder, _fixedKey, _bodyEncoder) = (partition, settings, key, fixedKey, body);
        _outbox = new Outbox(settings.InFlightMax, (record, reason, bytes) => Reject(record, reason, bytes));
        _sender = new OutboxSender(settings, _outbox, partition, ConnectAsync);
        _stopping = partition.Stopping.UnsafeRegister(
            _ => _outbox.Fail(new OperationCanceledException($"{settings.Sink} was stopped.", partition.Stopping)), null);
        _sender.Start();
    }

    /// <summary>The partition.</summary>
    protected SinkPartition Partition { get; }

    /// <summary>Connects; called when there is a message to send, by one thread at a time.</summary>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">The server is away or does not want us; it is tried again.</exception>
    protected abstract Task<OutboxConnection> ConnectAsync(CancellationToken stop);

    /// <summary>Why a message can never be sent, and how to correct it: it becomes a dead letter. Null, the default: it can.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="body">Its body.</param>
    protected virtual string? FindProblem(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body) => null;

    /// <inheritdoc/>
    protected internal override void Begin(BatchTime time)
    {
        (_time, _record) = (time, 0);
        _batchStopping.Dispose();
        _batchStopping = Partition.BatchStopping.UnsafeRegister(
            static outbox => ((Outbox)outbox!).Fail(new OperationCanceledException("The batch has failed in another partition.")), _outbox);
    }

    /// <inheritdoc/>
    protected internal sealed override void Write(ReadOnlySpan<T> records)
    {
        lock (_outbox.Gate)
        {
            foreach (ref readonly T record in records)
            {
                Add(record);
                _record++;
            }
        }

        _outbox.Signal();
    }

    /// <inheritdoc/>
    protected internal sealed override Task CompleteAsync(CancellationToken stop)
    {
        Task done = _outbox.WhenEmptyAsync();
        return done.IsCompleted ? done : done.WaitAsync(stop);
    }

    /// <inheritdoc/>
    protected internal sealed override void Abort()
    {
        _batchStopping.Dispose(); // waits for what it has begun
        _sender.Abort();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _batchStopping.Dispose();
        _stopping.Dispose();
        _sender.Dispose();
        base.Dispose(disposing);
    }

    private void Add(in T record)
    {
        _key.ResetWrittenCount();
        _body.ResetWrittenCount();
        Utf8Slice key = default;
        Utf8Slice body;
        bool holdsKey = false;
        bool holdsBody;
        try
        {
            holdsKey = _keyEncoder is { } keys && keys.TryGetSlice(in record, out key);
            if (!holdsKey)
            {
                _keyEncoder?.Encode(in record, _key);
            }

            holdsBody = _bodyEncoder.TryGetSlice(in record, out body);
            if (!holdsBody)
            {
                _bodyEncoder.Encode(in record, _body);
            }
        }
        catch (Exception cause)
        {
            Reject(_record, $"it could not be encoded: {PlainText.Of(cause.Message)}", _bodyEncoder.Describe(in record, _body.WrittenSpan));
            return;
        }

        ReadOnlySpan<byte> keyBytes = _keyEncoder is null ? _fixedKey.Span : holdsKey ? key.Bytes : _key.WrittenSpan;
        ReadOnlySpan<byte> bodyBytes = holdsBody ? body.Bytes : _body.WrittenSpan;
        if (FindProblem(keyBytes, bodyBytes) is { } problem)
        {
            Reject(_record, problem, bodyBytes);
            return;
        }

        _outbox.Add(_record, keyBytes, bodyBytes);
    }

    private void Reject(long record, string reason, ReadOnlySpan<byte> bytes) =>
        Partition.Reject(_settings.Sink, _time, record, reason, bytes);
}
