namespace HotStream.Cli;

/// <summary>Entries of a Redis stream.</summary>
internal sealed record RedisDestination(RedisLogin Login, string Key, string? Field) : RecordDestination
{
    public override string Name => $"redis {Login.Server} {Key}";

    public override bool UsesTls => Login.IsTls;

    protected override HostPort Server => Login.Server;

    public static RedisDestination Open(AddressReader reader) => new(RedisLogin.Read(reader), reader.Need("stream"), reader.Take("field"));

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options)
    {
        RedisAppendOptions append = Login.Fill(new RedisAppendOptions { RetryFor = options.RetryFor }, options);
        append.Field = Field ?? append.Field;
        records.AppendToRedis(Login.Address, Key, payload, append);
    }
}
