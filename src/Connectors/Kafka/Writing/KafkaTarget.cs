namespace HotStream.Kafka;

/// <summary>Where a sink writes: the producer its writers share, made when the first of them needs it, and again when it broke.</summary>
internal sealed class KafkaTarget(string sink, string topic, IReadOnlyDictionary<string, string> settings, TimeSpan retryFor,
    KafkaTransactions? transactions) : IDisposable
{
    private readonly Lock _gate = new();
    private KafkaProducer? _producer;

    public string Sink => sink;

    public TimeSpan RetryFor => retryFor;

    /// <summary>Driver: a batch begins, no writer has. A producer that broke is let go of.</summary>
    public void Prepare()
    {
        if (_producer is { IsBroken: true })
        {
            transactions?.Forget();
            _producer.Dispose();
            _producer = null;
        }
    }

    /// <summary>A batch begins for a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="writes">Whether the batch is to be written; it is not when it is there already.</param>
    public KafkaProducer Begin(SinkPartition partition, out bool writes)
    {
        lock (_gate)
        {
            _producer ??= new KafkaProducer(settings, topic, sink, retryFor, partition.Logger);
            writes = transactions is null || transactions.Begin(_producer, partition);
            return _producer;
        }
    }

    public KafkaOutbox Open(KafkaProducer producer)
    {
        lock (_gate)
        {
            return producer.Open();
        }
    }

    /// <summary>Driver: all partitions of the batch are complete.</summary>
    public void Commit() => transactions?.Commit();

    /// <summary>The batch failed.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            transactions?.Abort();
            _producer?.Purge();
        }
    }

    public void Dispose()
    {
        transactions?.Dispose();
        _producer?.Dispose();
    }
}
