namespace HotStream.RabbitMq;

/// <summary>The messages of a batch and their texts; used again when nobody reads them any more.</summary>
internal sealed class RabbitMqBatch<T>(System.Collections.Concurrent.ConcurrentBag<RabbitMqBatch<T>> free) : IDisposable
{
    private readonly Utf8Arena _texts = new();

    public List<T> Records { get; } = [];

    public void Add<TRecord>(in RabbitMqDelivery delivery)
        where TRecord : struct, IRabbitMqRecord<T>
    {
        Utf8Slice key = TRecord.IsWhole ? _texts.Add(delivery.Key) : default;
        Records.Add(TRecord.Make(key, _texts.Add(delivery.Body), delivery.Offset, delivery.Redelivered));
    }

    /// <summary>Forgets messages behind the first.</summary>
    /// <param name="count">How many stay.</param>
    public void CutTo(int count) => Records.RemoveRange(count, Records.Count - count);

    public void Dispose()
    {
        Records.Clear();
        _texts.Clear();
        free.Add(this);
    }
}
