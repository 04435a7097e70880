namespace HotStream.Tests.Connectors.ClickHouse;

/// <summary>Tests that share one server, each with a table of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ClickHouseCollection : ICollectionFixture<ClickHouseServer>
{
    public const string Name = "clickhouse";
}
