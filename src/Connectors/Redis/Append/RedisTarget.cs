namespace HotStream.Redis;

/// <summary>Where entries go and how they are made.</summary>
internal sealed record RedisTarget<T>(RedisAddress Address, string Key, RedisAppendOptions Options, RecordEncoder<T> Payload);
