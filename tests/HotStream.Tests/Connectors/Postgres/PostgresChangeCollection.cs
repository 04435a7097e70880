namespace HotStream.Tests.Connectors.Postgres;

/// <summary>Tests that share one server, each with tables and slots of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresChangeCollection : ICollectionFixture<PostgresChangeFixture>
{
    public const string Name = "postgres changes";
}
