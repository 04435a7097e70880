namespace HotStream.Redis;

/// <summary>The entries of a batch and their texts; used again when nobody reads them any more.</summary>
internal sealed class RedisBatch<T>(System.Collections.Concurrent.ConcurrentBag<RedisBatch<T>> free) : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private byte[] _bytes = new byte[256];

    public List<T> Records { get; } = [];

    /// <summary>Adds an entry.</summary>
    public void Add<TRecord>(RedisId id, StackExchange.Redis.RedisValue payload)
        where TRecord : struct, IRedisRecord<T>
    {
        int length = (int)payload.GetLongByteCount();
        if (length > _bytes.Length)
        {
            _bytes = new byte[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        }

        payload.CopyTo(_bytes);
        Records.Add(TRecord.Make(id, _texts.Add(_bytes.AsSpan(0, length))));
    }

    /// <summary>Forgets entries behind the first.</summary>
    /// <param name="count">How many stay.</param>
    public void CutTo(int count) => Records.RemoveRange(count, Records.Count - count);

    public void Dispose()
    {
        Records.Clear();
        _texts.Clear();
        free.Add(this);
    }
}
