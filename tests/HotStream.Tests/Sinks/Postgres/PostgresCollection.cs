namespace HotStream.Tests.Sinks.Postgres;

/// <summary>Tests that share one server, each with tables of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "postgres";
}
