using System.Buffers;

namespace HotStream.Kafka;

/// <summary>One partition's records: encoded on the worker, sent by the producer beside it.</summary>
internal sealed class KafkaSinkWriter<T>(KafkaTarget target, RecordEncoder<T>? key, RecordEncoder<T> value,
    Action<KafkaHeaderWriter, T>? headers, SinkPartition partition)
    : SinkWriter<T>
{
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly KafkaHeaderWriter _headers = new();
    private KafkaProducer? _producer;
    private KafkaOutbox? _outbox;
    private BatchTime _time;
    private bool _writes;
    private bool _isWriting; // the producer counts it
    private long _position; // in the batch

    protected override void Begin(BatchTime time)
    {
        Note(isWriting: false);
        _time = time;
        _position = 0;
        KafkaProducer producer = target.Begin(partition, out _writes);
        if (_producer != producer)
        {
            _producer = producer;
            _outbox = target.Open(producer);
        }

        _outbox!.Clear();
        Note(_writes);
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        if (!_writes)
        {
            return;
        }

        _outbox!.ThrowIfFailed();
        foreach (ref readonly T record in records)
        {
            Send(in record);
            _position++;
        }
    }

    protected override Task CompleteAsync(CancellationToken stop) => _writes ? FinishAsync(stop) : Task.CompletedTask;

    protected override void Abort()
    {
        Note(isWriting: false);
        _outbox?.Clear();
        target.Abort();
    }

    private void Note(bool isWriting)
    {
        if (_isWriting == isWriting)
        {
            return;
        }

        _isWriting = isWriting;
        if (isWriting)
        {
            _producer!.BeginWriting();
        }
        else
        {
            _producer!.EndWriting();
        }
    }

    private void Send(in T record)
    {
        _key.ResetWrittenCount();
        _value.ResetWrittenCount();
        _headers.Clear();
        Utf8Slice keySlice = default;
        Utf8Slice valueSlice = default;
        bool holdsKey;
        bool holdsValue;
        try
        {
            holdsKey = key is not null && key.TryGetSlice(in record, out keySlice);
            if (!holdsKey)
            {
                key?.Encode(in record, _key);
            }

            holdsValue = value.TryGetSlice(in record, out valueSlice);
            if (!holdsValue)
            {
                value.Encode(in record, _value);
            }

            headers?.Invoke(_headers, record);
        }
        catch (Exception failure)
        {
            partition.Reject(target.Sink, _time, _position,
                $"It could not be encoded: {failure.GetType().Name}: {PlainText.Of(failure.Message)}",
                value.Describe(in record, _value.WrittenSpan));
            return;
        }

        Send(holdsKey ? keySlice.Bytes : _key.WrittenSpan, key is not null, holdsValue ? valueSlice.Bytes : _value.WrittenSpan,
            _headers.Block, _position);
    }

    /// <summary>Gives a record to the producer; waits while it has no room.</summary>
    private void Send(ReadOnlySpan<byte> keyBytes, bool hasKey, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> block, long record)
    {
        KafkaCode code;
        while ((code = _producer!.Send(keyBytes, hasKey, payload, block, _outbox!.TagOf(record))) == KafkaCode.QueueFull)
        {
            _outbox.AwaitNews(partition.BatchStopping);
            _outbox.ThrowIfFailed();
        }

        if (code == KafkaCode.Ok)
        {
            _outbox.Sent++;
        }
        else if (KafkaRefusals.MayBeOfTheRecord(code))
        {
            partition.Reject(target.Sink, _time, record, KafkaRefusals.Reason(code), payload);
        }
        else
        {
            throw KafkaRefusals.ToException(target.Sink, code, target.RetryFor);
        }
    }

    /// <summary>
    /// Waits until all is taken. What a broker refused it may have refused for the sake of a record beside it: each is sent once more,
    /// alone.
    /// </summary>
    private async Task FinishAsync(CancellationToken stop)
    {
        Note(isWriting: false);
        await _outbox!.WhenDoneAsync().WaitAsync(stop).ConfigureAwait(false);
        foreach (RefusedRecord refused in _outbox.TakeRefused())
        {
            Note(isWriting: true);
            Send(refused.Key, refused.Key is not null, refused.Payload, refused.Headers, refused.Record);
            Note(isWriting: false);
            await _outbox.WhenDoneAsync().WaitAsync(stop).ConfigureAwait(false);
            foreach (RefusedRecord alone in _outbox.TakeRefused())
            {
                partition.Reject(target.Sink, _time, alone.Record, KafkaRefusals.Reason(alone.Code), alone.Payload);
            }
        }
    }
}
