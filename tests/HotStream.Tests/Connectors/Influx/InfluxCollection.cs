namespace HotStream.Tests.Connectors.Influx;

/// <summary>Tests that share one server, each with a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class InfluxCollection : ICollectionFixture<InfluxServer>
{
    public const string Name = "influx";
}
