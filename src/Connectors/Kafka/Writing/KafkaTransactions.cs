using Microsoft.Extensions.Logging;

namespace HotStream.Kafka;

/// <summary>
/// A batch as a transaction, with its number beside its records: an offset of a group that nobody reads with, committed by the same
/// transaction. So who comes after a crash knows whether the batch is there. Begun by the first writer that has records, ended by the
/// driver.
/// </summary>
internal sealed unsafe class KafkaTransactions(string id, string sink, string topic, IReadOnlyDictionary<string, string> consumer,
    TimeSpan retryFor) : IDisposable
{
    private const int AnswerMilliseconds = 1000; // then whether to go on is asked
    private const int PauseMilliseconds = 50;
    private const int LastAbortMilliseconds = 2000;

    private readonly TopicPartition _place = new(topic, 0);
    private KafkaProducer? _producer; // whose transactions are initialised
    private string _group = "";
    private long _batch; // begun, or found to be there already
    private long _committed; // newest batch that is there
    private bool _isOpen;
    private bool _isAborted;
    private CancellationToken _stopping;

    /// <summary>A writer begins a batch.</summary>
    /// <returns>Whether it is to be written.</returns>
    public bool Begin(KafkaProducer producer, SinkPartition partition)
    {
        _stopping = partition.Stopping;
        if (_producer != producer)
        {
            _group = $"{id}-{partition.Query}";
            Try(() => RdKafka.InitTransactions(producer.Handle, AnswerMilliseconds), producer, partition.BatchStopping);
            _producer = producer;
            _committed = NewestBatch();
            _isOpen = _isAborted = false;
            _batch = 0;
        }

        if (_isAborted)
        {
            Try(() => RdKafka.AbortTransaction(producer.Handle, AnswerMilliseconds), producer, partition.BatchStopping);
            _isOpen = _isAborted = false;
            _batch = 0;
        }

        if (_batch == partition.BatchNumber)
        {
            return _isOpen;
        }

        _batch = partition.BatchNumber;
        if (_batch <= _committed)
        {
            KafkaLog.HasBatch(partition.Logger, sink, _batch);
            return false;
        }

        Try(() => RdKafka.BeginTransaction(producer.Handle), producer, partition.BatchStopping);
        return _isOpen = true;
    }

    /// <summary>All records of the batch are taken.</summary>
    /// <exception cref="IOException">It could not be committed.</exception>
    public void Commit()
    {
        if (!_isOpen)
        {
            return;
        }

        nint group = RdKafka.GroupNew(_group);
        try
        {
            using var list = new PartitionList((_place, _batch));
            Retry(() => RdKafka.SendOffsets(_producer!.Handle, list.Native, group, AnswerMilliseconds), _stopping);
        }
        finally
        {
            RdKafka.GroupDestroy(group);
        }

        Retry(() => RdKafka.CommitTransaction(_producer!.Handle, AnswerMilliseconds), _stopping);
        _committed = _batch;
        _isOpen = false;
    }

    /// <summary>The batch failed; the transaction is aborted when the next one begins.</summary>
    public void Abort() => _isAborted = _isOpen;

    /// <summary>The producer is gone.</summary>
    public void Forget() => _producer = null;

    public void Dispose()
    {
        if (_isOpen && _producer is { } producer)
        {
            RdKafka.Take(RdKafka.AbortTransaction(producer.Handle, LastAbortMilliseconds)); // else the brokers do, after a while
        }
    }

    /// <summary>Calls until it succeeds; a producer with which it does not is not used any more.</summary>
    private void Try(Func<nint> call, KafkaProducer producer, CancellationToken stop)
    {
        try
        {
            Retry(call, stop);
        }
        catch
        {
            producer.NoteBroken();
            throw;
        }
    }

    private void Retry(Func<nint> call, CancellationToken stop)
    {
        long since = Environment.TickCount64;
        while (RdKafka.Take(call()) is { } error)
        {
            stop.ThrowIfCancellationRequested();
            if (error.Code == KafkaCode.Fenced)
            {
                throw KafkaRefusals.ToException(sink, error.Code, retryFor);
            }

            if (!error.MayPass || Environment.TickCount64 - since > (long)retryFor.TotalMilliseconds)
            {
                if (error is { MayPass: false, NeedsAbort: false })
                {
                    _producer?.NoteBroken(); // its own event that says so may come when the next batch has begun with it
                }

                throw new IOException($"The transaction of a batch did not succeed at {sink}: {PlainText.Of(error.Text)}.");
            }

            stop.WaitHandle.WaitOne(PauseMilliseconds);
        }
    }

    private long NewestBatch()
    {
        KafkaClient client = KafkaClient.Create(KafkaClient.Consumer, consumer.Append(new("group.id", _group)), KafkaEvents.Error);
        try
        {
            using var list = new PartitionList((_place, 0));
            KafkaCode code = RdKafka.Committed(client.Handle, list.Native, (int)retryFor.TotalMilliseconds);
            code = code == KafkaCode.Ok ? list.Items[0].Code : code;
            return code == KafkaCode.Ok ? list.Items[0].Offset : throw KafkaRefusals.ToException(sink, code, retryFor);
        }
        finally
        {
            client.Release();
        }
    }
}
