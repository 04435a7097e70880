using System.Buffers;

namespace HotStream.RabbitMq;

/// <summary>One partition's messages: encoded on the worker, sent as soon as a block is.</summary>
internal sealed class RabbitMqSinkWriter<T> : SinkWriter<T>
{
    private readonly RabbitMqTarget<T> _target;
    private readonly SinkPartition _partition;
    private readonly string _sink;
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly RabbitMqOutbox _outbox;
    private readonly RabbitMqPublisher _publisher;
    private readonly CancellationTokenRegistration _stopping;
    private CancellationTokenRegistration _batchStopping;
    private BatchTime _time;
    private long _record;

    public RabbitMqSinkWriter(RabbitMqTarget<T> target, SinkPartition partition, string sink)
    {
        (_target, _partition, _sink) = (target, partition, sink);
        _outbox = new RabbitMqOutbox(target.Options.InFlightMax, (record, reason, body) => Reject(record, reason, body.Span));
        _publisher = new RabbitMqPublisher(target.Address, target.Exchange, target.Options, _outbox, partition, sink);
        _stopping = partition.Stopping.UnsafeRegister(
            _ => _outbox.Fail(new OperationCanceledException($"{sink} was stopped.", partition.Stopping)), null);
    }

    protected override void Begin(BatchTime time)
    {
        (_time, _record) = (time, 0);
        _publisher.Properties = new RabbitMqProperties(_target.Options.ContentType, _target.Options.Persistent,
            _partition.Query, _partition.BatchNumber, _partition.Index);
        _batchStopping.Dispose();
        _batchStopping = _partition.BatchStopping.UnsafeRegister(
            static outbox => ((RabbitMqOutbox)outbox!).Fail(new OperationCanceledException("The batch has failed in another partition.")),
            _outbox);
    }

    protected override void Write(ReadOnlySpan<T> records)
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

    protected override Task CompleteAsync(CancellationToken stop)
    {
        Task done = _outbox.WhenEmptyAsync();
        return done.IsCompleted ? done : done.WaitAsync(stop);
    }

    protected override void Abort()
    {
        _batchStopping.Dispose(); // waits for what it has begun
        _publisher.Abort();
    }

    protected override void Dispose(bool disposing)
    {
        _batchStopping.Dispose();
        _stopping.Dispose();
        _publisher.Dispose();
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
            holdsKey = _target.RoutingKey is { } keys && keys.TryGetSlice(in record, out key);
            if (!holdsKey)
            {
                _target.RoutingKey?.Encode(in record, _key);
            }

            holdsBody = _target.Payload.TryGetSlice(in record, out body);
            if (!holdsBody)
            {
                _target.Payload.Encode(in record, _body);
            }
        }
        catch (Exception cause)
        {
            Reject(_record, $"it could not be encoded: {PlainText.Of(cause.Message)}",
                _target.Payload.Describe(in record, _body.WrittenSpan));
            return;
        }

        ReadOnlySpan<byte> keyBytes = _target.RoutingKey is null ? _target.FixedKey : holdsKey ? key.Bytes : _key.WrittenSpan;
        ReadOnlySpan<byte> bodyBytes = holdsBody ? body.Bytes : _body.WrittenSpan;
        if (keyBytes.Length > RabbitMqLimits.ShortTextMax)
        {
            Reject(_record, $"its routing key has {keyBytes.Length} bytes, and AMQP has none of more than {RabbitMqLimits.ShortTextMax}",
                bodyBytes);
            return;
        }

        _outbox.Add(_record, keyBytes, bodyBytes);
    }

    private void Reject(long record, string reason, ReadOnlySpan<byte> bytes) => _partition.Reject(_sink, _time, record, reason, bytes);
}
