using HotStream.Redis;

namespace HotStream;

/// <summary>Entries of Redis streams.</summary>
public static class RedisStreamExtensions
{
    /// <summary>
    /// The payloads of a stream's entries, read as a consumer of a group, which is made when it does not exist. Entries are acknowledged
    /// when all outputs of their batch are done: nothing acknowledged is lost when the process dies, and what was not is read again, by
    /// this consumer, or by another one after <see cref="RedisOptions.ClaimAfter"/>: outputs see entries at least once. While one process
    /// lives and no batch fails, an entry comes once. When the connection ends it is made again, with growing, slightly random delays
    /// from <see cref="StreamingOptions.ReceiverRestartDelay"/> on.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="group">The group.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    public static DStream<Utf8Slice> RedisStream(this StreamingContext context, string server, string key, string group,
        RedisOptions? options = null) =>
        context.ReceiverStream(Receive<Utf8Slice, RedisPayloadRecord>(context, server, key, group, options));

    /// <summary>As <see cref="RedisStream"/>, with the ids of the entries.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="group">The group.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or a name cannot be.</exception>
    public static DStream<RedisEntry> RedisEntryStream(this StreamingContext context, string server, string key, string group,
        RedisOptions? options = null) =>
        context.ReceiverStream(Receive<RedisEntry, RedisEntryRecord>(context, server, key, group, options));

    /// <summary>
    /// The payloads of a stream's entries, read from a position, without a group. The position is an id, kept in the checkpoint and in the
    /// log of batches: after a crash a batch has the entries it had, and the next one goes on behind them, so each entry is in the state
    /// exactly once, as long as the stream keeps it. A server that is away is waited for, and batches are empty meanwhile.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the key cannot be.</exception>
    public static InputDStream<Utf8Slice> RedisReplayStream(this StreamingContext context, string server, string key,
        RedisReplayOptions? options = null) =>
        Replay<Utf8Slice, RedisPayloadRecord>(context, server, key, options);

    /// <summary>As <see cref="RedisReplayStream"/>, with the ids of the entries.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server"><c>redis://HOST:6379/DATABASE</c>, or <c>rediss://HOST:6379/DATABASE</c> for TLS.</param>
    /// <param name="key">The stream's key.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the key cannot be.</exception>
    public static InputDStream<RedisEntry> RedisReplayEntryStream(this StreamingContext context, string server, string key,
        RedisReplayOptions? options = null) =>
        Replay<RedisEntry, RedisEntryRecord>(context, server, key, options);

    private static RedisReceiver<T, TRecord> Receive<T, TRecord>(StreamingContext context, string server, string key, string group,
        RedisOptions? options)
        where TRecord : struct, IRedisRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RedisReceiver<T, TRecord>(RedisAddress.Parse(server), RedisAddress.CheckKey(key, nameof(key)),
            RedisAddress.CheckKey(group, nameof(group)), options ?? new RedisOptions());
    }

    private static RedisReplayInput<T, TRecord> Replay<T, TRecord>(StreamingContext context, string server, string key,
        RedisReplayOptions? options)
        where TRecord : struct, IRedisRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RedisReplayInput<T, TRecord>(context, RedisAddress.Parse(server), RedisAddress.CheckKey(key, nameof(key)),
            options ?? new RedisReplayOptions());
    }
}
