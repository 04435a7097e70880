namespace HotStream.Mqtt;

/// <summary>One partition's messages: encoded on the worker, sent as soon as a block is.</summary>
internal sealed class MqttSinkWriter<T> : SinkWriter<T>
{
    private readonly MqttForm<T> _form;
    private readonly MqttOutbox _outbox;
    private readonly MqttPublisher _publisher;
    private readonly SinkPartition _partition;
    private CancellationTokenRegistration _batchStopping;

    public MqttSinkWriter(MqttAddress address, MqttPublishOptions options, MqttForm<T> form, SinkPartition partition, string sink)
    {
        _form = form;
        _partition = partition;
        _outbox = new MqttOutbox(options, sink, partition.Reject);
        _publisher = new MqttPublisher(address, options, _outbox, partition, sink);
    }

    protected override void Begin(BatchTime time)
    {
        _batchStopping.Dispose();
        _batchStopping = _partition.BatchStopping.UnsafeRegister(
            static outbox =>
                ((MqttOutbox)outbox!).Fail(new OperationCanceledException("The batch has failed in another partition.")), _outbox);
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

    protected override void Abort()
    {
        _batchStopping.Dispose(); // waits for what it has begun
        _publisher.Abort();
    }

    protected override void Dispose(bool disposing)
    {
        _batchStopping.Dispose();
        _publisher.Dispose();
        base.Dispose(disposing);
    }
}
