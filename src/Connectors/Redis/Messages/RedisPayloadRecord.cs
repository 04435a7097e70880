namespace HotStream.Redis;

/// <summary>The payload alone.</summary>
internal readonly struct RedisPayloadRecord : IRedisRecord<Utf8Slice>
{
    public static (string Position, Utf8Slice Payload) Parts(in Utf8Slice record) => ("", record);

    public static Utf8Slice Make(RedisId id, Utf8Slice payload) => payload;
}
