namespace HotStream.Tests.Connectors.MySql;

/// <summary>Tests that share one server, each with tables of its own.</summary>
[CollectionDefinition(Name)]
public sealed class MySqlCollection : ICollectionFixture<MySqlFixture>
{
    public const string Name = "mysql";
}
