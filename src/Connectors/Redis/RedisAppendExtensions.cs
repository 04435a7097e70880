namespace HotStream;

/// <summary>Appending streams to Redis streams.</summary>
public static class RedisAppendExtensions
{
    /// <summary>
    /// Appends every text as an entry. Each partition has a connection and sends many entries before the first is answered; entries of a
    /// partition keep their order, but for what is sent again. A batch is done when the server has answered all its entries: how soon they
    /// are on its disk is its setting (<c>appendfsync</c>). When a connection breaks it is made again, and what was not answered is sent
    /// again: at least once. A server that stays away or has no room fails the batch after <see cref="RedisAppendOptions.RetryFor"/>.
    /// </summary>
    /// <param name="stream">What to append; any bytes.</param>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the key cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void AppendToRedis(this DStream<Utf8Slice> stream, string server, string key, RedisAppendOptions? options = null) =>
        stream.AppendToRedis(server, key, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>
    /// As <see cref="AppendToRedis(DStream{Utf8Slice}, string, string, RedisAppendOptions?)"/>, with payloads that an encoder writes, for
    /// example JSON.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to append.</param>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the key cannot be.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void AppendToRedis<T>(this DStream<T> stream, string server, string key, RecordEncoder<T> payload,
        RedisAppendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new RedisSink<T>(server, key, payload, options));
    }
}
