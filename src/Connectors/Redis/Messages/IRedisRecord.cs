namespace HotStream.Redis;

/// <summary>What becomes of an entry: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IRedisRecord<T>
{
    /// <summary>What of an entry its record holds: its id, if it does, and its payload.</summary>
    static abstract (string Position, Utf8Slice Payload) Parts(in T record);

    static abstract T Make(RedisId id, Utf8Slice payload);
}
