using System.Text;

namespace HotStream.MongoDb;

/// <summary>One partition's documents: a bulk is filled while the one before is written.</summary>
internal sealed class MongoDbWriter<T> : SinkWriter<T>
{
    private readonly MongoDbTarget<T> _target;
    private readonly SinkPartition _partition;
    private readonly MongoDbSender _sender;
    private readonly string _sink;
    private MongoDbBulk _filling = new();
    private MongoDbBulk _under = new();
    private Task _sending = Task.CompletedTask;
    private BatchTime _time;
    private long _record;

    public MongoDbWriter(MongoDbTarget<T> target, SinkPartition partition, string sink)
    {
        (_target, _partition, _sink) = (target, partition, sink);
        _sender = new MongoDbSender(target.Open(), target.Options, target.Options.TimeProvider ?? partition.TimeProvider, partition.Logger,
            sink, (record, reason, bytes) => partition.Reject(sink, _time, record, reason, bytes));
    }

    protected override void Begin(BatchTime time)
    {
        AwaitQuietly(); // of a batch that was given up
        _filling.Clear();
        (_time, _record) = (time, 0);
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            MongoDbItem item;
            try
            {
                item = _target.Form.Make(record, _record++);
            }
            catch (Exception cause)
            {
                _partition.Reject(_sink, _time, _record - 1, $"it could not be encoded: {PlainText.Of(cause.Message)}",
                    Encoding.UTF8.GetBytes(RecordText.Format(record)));
                continue;
            }

            if (_filling.Items.Count >= _target.Options.BulkDocuments || _filling.Bytes + item.Bytes > _target.Options.BulkBytes)
            {
                SendFilled();
            }

            _filling.Add(item);
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        // what is waited for is not the worker's
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _sending.ConfigureAwait(false);
        await _sender.SendAsync(_filling.Items, stop).ConfigureAwait(false);
    }

    protected override void Abort() => _filling.Clear(); // what is under way ends with its batch

    protected override void Dispose(bool disposing)
    {
        AwaitQuietly();
        base.Dispose(disposing);
    }

    private void SendFilled()
    {
        if (_filling.Items.Count > 0)
        {
            _sending.GetAwaiter().GetResult(); // ends with the batch, if not before
            (_filling, _under) = (_under, _filling);
            _filling.Clear();
            _sending = SendAsync(_under.Items, _partition.BatchStopping);
        }
    }

    private async Task SendAsync(List<MongoDbItem> items, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _sender.SendAsync(items, stop).ConfigureAwait(false);
    }

    private void AwaitQuietly()
    {
        try
        {
            _sending.GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // it was the reason of the end, or ended with it
        }

        _sending = Task.CompletedTask;
    }
}
