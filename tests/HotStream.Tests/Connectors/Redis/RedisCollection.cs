namespace HotStream.Tests.Connectors.Redis;

/// <summary>Tests that share one server, each with streams of its own.</summary>
[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisFixture>
{
    public const string Name = "redis";
}
