using HotStream.Redis;

namespace HotStream;

/// <summary>
/// Appends records to a Redis stream; each partition has a connection. What it promises stands at
/// <see cref="RedisAppendExtensions.AppendToRedis(DStream{Utf8Slice}, string, string, RedisAppendOptions?)"/>. For streams that is shorter;
/// a sink is for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class RedisSink<T> : Sink<T>
{
    private readonly RedisTarget<T> _target;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the key cannot be.</exception>
    public RedisSink(string server, string key, RecordEncoder<T> payload, RedisAppendOptions? options = null)
        : this(new RedisTarget<T>(RedisAddress.Parse(server), RedisAddress.CheckKey(key, nameof(key)), options ?? new RedisAppendOptions(),
            payload ?? throw new ArgumentNullException(nameof(payload))))
    {
    }

    private RedisSink(RedisTarget<T> target)
        : base($"redis {target.Address.Host}:{target.Address.Port}/{PlainText.Of(target.Key)}") => _target = target;

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new RedisSinkWriter<T>(_target, partition, Name);
}
