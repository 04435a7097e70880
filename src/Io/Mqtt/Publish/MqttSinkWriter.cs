namespace HotStream.Io;

/// <summary>One partition's messages: encoded on the worker, sent as soon as a block is.</summary>
internal sealed class MqttSinkWriter<T> : SinkWriter<T>
{
    private readonly MqttForm<T> _form;
    private readonly MqttOutbox _outbox;
    private readonly MqttPublisher _publisher;

    public MqttSinkWriter(MqttAddress address, MqttPublishOptions options, MqttForm<T> form, SinkPartition partition, string sink)
    {
        _form = form;
        _outbox = new MqttOutbox(options, sink, partition.Reject);
        _publisher = new MqttPublisher(address, options, _outbox, partition, sink);
    }

    protected override void Begin(BatchTime time)
    {
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        lock (_outbox.Gate)
        {
            _form.Add(records, _outbox);
        }

        _outbox.Signal();
        _outbox.Settle();
    }

    protected override Task CompleteAsync(CancellationToken stop)
    {
        Task done = _outbox.WhenEmptyAsync();
        return done.IsCompleted ? done : done.WaitAsync(stop);
    }

    protected override void Abort() => _publisher.Abort();

    protected override void Dispose(bool disposing)
    {
        _publisher.Dispose();
        base.Dispose(disposing);
    }
}
