namespace HotStream.Tests.Connectors.Nats;

/// <summary>Tests that share one server, each with streams of its own.</summary>
[CollectionDefinition(Name)]
public sealed class NatsCollection : ICollectionFixture<NatsFixture>
{
    public const string Name = "nats";
}
