namespace HotStream.Redis;

/// <summary>The payload with its id.</summary>
internal readonly struct RedisEntryRecord : IRedisRecord<RedisEntry>
{
    public static (string Position, Utf8Slice Payload) Parts(in RedisEntry record) => ($"entry {record.Id}", record.Payload);

    public static RedisEntry Make(RedisId id, Utf8Slice payload) => new(id.Milliseconds, id.Number, payload);
}
