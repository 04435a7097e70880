namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>Tests that share one server, which takes seconds to start, each with queues of its own.</summary>
[CollectionDefinition(Name)]
public sealed class RabbitMqCollection : ICollectionFixture<RabbitMqFixture>
{
    public const string Name = "rabbitmq";
}
