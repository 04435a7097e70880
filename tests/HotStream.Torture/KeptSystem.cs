using HotStream.Tests.Connectors.Nats;
using HotStream.Tests.Connectors.Redis;

namespace HotStream.Torture;

/// <summary>A system that keeps lines: how the run begins it, and how the program reads it.</summary>
/// <param name="Name">Its own.</param>
/// <param name="IsSlow">Whether its server takes seconds to start: short runs do without, unless they are asked for it.</param>
/// <param name="WhyNot">Says why it cannot take part; null when it can.</param>
/// <param name="Start">Starts a server.</param>
/// <param name="Read">The stream of its lines, of an address.</param>
internal sealed record KeptSystem(string Name, bool IsSlow, Func<string?> WhyNot, Func<KeptSender> Start,
    Func<StreamingContext, string, DStream<Utf8Slice>> Read)
{
    public static readonly KeptSystem[] All =
    [
        new("NATS", false, () => NatsServer.IsInstalled ? null : NatsServer.WhyNot, () => new NatsSender(new NatsServer()), NatsSender.Read),
        new("Kafka", false, () => null, () => new KafkaSender(), KafkaSender.Read),
        new("Redis", false, () => RedisServer.IsInstalled ? null : RedisServer.WhyNot, () => new RedisSender(new RedisServer()),
            RedisSender.Read),
    ];
}
