using HotStream.Tests.Connectors.Redis;

namespace HotStream.Torture;

/// <summary>A stream of Redis, read by ids.</summary>
internal sealed class RedisSender(RedisServer server) : KeptSender('r', server)
{
    private const string Key = "torture";
    private readonly RedisServer _server = server;

    public override string Address => _server.Address;

    public static DStream<Utf8Slice> Read(StreamingContext context, string address) => context.RedisReplayStream(address, Key);

    protected override void Write(int partition, string[] lines) => _server.Add(Key, lines);
}
